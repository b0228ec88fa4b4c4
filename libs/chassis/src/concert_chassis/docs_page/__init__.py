"""A page that shows /openapi.json to people, with nothing fetched from elsewhere."""

from importlib import resources

from fastapi import APIRouter, Response

_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'"


def docs_routes(name: str) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    folder = resources.files(__name__)
    page = folder.joinpath("page.html").read_text().replace("{name}", name)
    script = folder.joinpath("page.js").read_text()
    style = folder.joinpath("page.css").read_text()

    @router.get("/docs")
    async def docs() -> Response:
        return Response(page, media_type="text/html", headers={"Content-Security-Policy": _POLICY})

    @router.get("/docs/page.js")
    async def docs_script() -> Response:
        return Response(script, media_type="text/javascript")

    @router.get("/docs/page.css")
    async def docs_style() -> Response:
        return Response(style, media_type="text/css")

    return router
