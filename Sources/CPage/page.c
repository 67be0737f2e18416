#include "schedd_page.h"

static const unsigned char html[] = {
#embed "page/page.html"
};
const unsigned char *const schedd_page_html_start = html;
const size_t schedd_page_html_size = sizeof html;

static const unsigned char css[] = {
#embed "page/page.css"
};
const unsigned char *const schedd_page_css_start = css;
const size_t schedd_page_css_size = sizeof css;

// The parts of the script are one, in this order.
static const unsigned char js[] = {
#embed "page/core.js"
    ,
#embed "page/api.js"
    ,
#embed "page/frame.js"
    ,
#embed "page/jobs.js"
    ,
#embed "page/job.js"
    ,
#embed "page/run.js"
    ,
#embed "page/timeline.js"
    ,
#embed "page/load.js"
    ,
#embed "page/dialogs.js"
    ,
#embed "page/main.js"
};
const unsigned char *const schedd_page_js_start = js;
const size_t schedd_page_js_size = sizeof js;
