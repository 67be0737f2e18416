"""A web service that hands its slow work to schedd and answers at once.

    POST /reports               202 and the number of a run; the same Idempotency-Key gives the same run
    GET  /reports/{id}          where it stands
    GET  /reports/{id}/output   what it has written so far

The work itself is the job "report" in jobs.json. Nothing is kept here: this process may be killed at any
moment.
"""

import os

import httpx
from fastapi import FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel

JOB = "report"

schedd = httpx.AsyncClient(
    transport=httpx.AsyncHTTPTransport(uds=os.environ.get("SCHEDD_SOCKET", "/run/schedd/schedd.sock")),
    base_url="http://localhost/v1",
    timeout=10,
)

app = FastAPI(title="Reports")


class Order(BaseModel):
    customer: str
    month: str


async def ask(method: str, path: str, **more) -> httpx.Response:
    """What schedd answers; what it refuses is refused here, in its words."""
    answer = await schedd.request(method, path, **more)
    if answer.is_error:
        raise HTTPException(answer.status_code, answer.json()["detail"])
    return answer


async def run_of_ours(run_id: int) -> dict:
    """A run by its number; other jobs' runs are nobody's business."""
    run = (await ask("GET", f"/runs/{run_id}")).json()
    if run["job"] != JOB:
        raise HTTPException(404, "there is no such report")
    return run


def shown(run: dict) -> dict:
    return {key: run[key] for key in ("id", "state", "outcome", "attempt", "started_at", "ended_at")}


@app.post("/reports", status_code=202)
async def order(order: Order, response: Response, idempotency_key: str | None = Header(None)):
    # A client that sends its key again, for want of an answer, gets the run that it has, for 24 hours.
    headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
    parameters = {"customer": order.customer, "month": order.month}
    run = (await ask("POST", f"/jobs/{JOB}/runs", json={"parameters": parameters}, headers=headers)).json()
    response.headers["Location"] = f"/reports/{run['id']}"
    return shown(run)


@app.get("/reports/{run_id}")
async def status(run_id: int):
    return shown(await run_of_ours(run_id))


@app.get("/reports/{run_id}/output", response_class=PlainTextResponse)
async def output(run_id: int):
    await run_of_ours(run_id)
    return (await ask("GET", f"/runs/{run_id}/output")).text


@app.exception_handler(httpx.TransportError)
async def is_away(request: Request, error: httpx.TransportError):
    # Whether an order was taken is not known; with a key it may be sent again.
    return JSONResponse({"detail": "schedd does not answer; try again"}, 503, headers={"Retry-After": "2"})
