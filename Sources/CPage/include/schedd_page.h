#ifndef SCHEDD_PAGE_H
#define SCHEDD_PAGE_H

#include <stddef.h>

// The parts of the page for browsers, as they stand beside page.c. The program is one file and carries them.

extern const unsigned char *const schedd_page_html_start;
extern const size_t schedd_page_html_size;

extern const unsigned char *const schedd_page_css_start;
extern const size_t schedd_page_css_size;

extern const unsigned char *const schedd_page_js_start;
extern const size_t schedd_page_js_size;

#endif
