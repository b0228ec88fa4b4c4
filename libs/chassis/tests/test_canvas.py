"""The canvas of a service says what its code says, and is renewed in place."""

from pathlib import Path

import pytest
from concert_chassis.canvas import CANVAS, EVENT_FLOW, EVENT_MAP, main, renewed
from concert_chassis.service_survey import survey
from concert_contracts.campaign import CampaignAnnounced
from concert_contracts.staffing import StaffingPlanRaised

FILES = {
    "services/staffing-svc/pyproject.toml": '[project]\nname = "staffing-svc"\n',
    "services/staffing-svc/README.md": "# staffing-svc\n\nPlans.\n",
    "README.md": f"# Concert\n\n{EVENT_FLOW[0]}\nold\n{EVENT_FLOW[1]}\n\nThe end.\n",
}
PACKAGE = {
    "__init__.py": "",
    "reactions/__init__.py": "from {name}.reactions.heard import on_announced\nREACTIONS = [on_announced]\n",
    "reactions/heard.py": '"""A campaign gets a plan."""\n'
    "from concert_contracts.campaign import CampaignAnnounced\n"
    "async def on_announced(tx: object, event: CampaignAnnounced) -> None: ...\n",
    "commands/__init__.py": "",
    "commands/raise_plan.py": "def raise_plan(StaffingPlanRaised):\n    return StaffingPlanRaised(1)\n",
    "api/__init__.py": "",
    "api/plans.py": "from fastapi import APIRouter\nrouter = APIRouter(prefix='/plans')\n"
    "@router.get('/{{plan_id}}')\ndef plan(plan_id: str) -> str:\n    return plan_id\n",
    "store/__init__.py": "",
    "store/plans.py": "from sqlalchemy import MetaData, Table\nPLANS = Table('plans', MetaData())\n",
}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one small service, under a name that no installed one has."""
    files = {
        name.replace("staffing", "canvastest"): text.replace("staffing", "canvastest")
        for name, text in FILES.items()
    }
    source = "services/canvastest-svc/src/canvastest_svc"
    files |= {f"{source}/{name}": text.format(name="canvastest_svc") for name, text in PACKAGE.items()}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path / "services/canvastest-svc/src")
    return tmp_path


def test_a_service_is_read_off_its_code(house: Path) -> None:
    read = survey(house / "services/canvastest-svc")
    assert read.tables == ("plans",)
    assert read.reactions == {CampaignAnnounced: "A campaign gets a plan."}
    assert read.routes == (("GET", "/plans/{plan_id}"),)


def test_a_service_emits_only_what_it_owns(house: Path) -> None:
    assert survey(house / "services/canvastest-svc").emits == ()
    assert StaffingPlanRaised.owner() == "staffing"


def test_the_pages_are_written_once_and_then_current(house: Path) -> None:
    here = ["--root", str(house)]
    assert main([*here, "--check"]) == 1
    assert main(here) == 0
    assert main([*here, "--check"]) == 0
    page = (house / "services/canvastest-svc/README.md").read_text()
    assert page.startswith("# canvastest-svc\n\nPlans.\n")
    assert "- **CampaignAnnounced** from campaign-svc: A campaign gets a plan." in page
    assert "- `GET /plans/{plan_id}`" in page
    assert 'campaign_svc -- "CampaignAnnounced" --> canvastest_svc' in (house / EVENT_MAP).read_text()
    front = (house / "README.md").read_text()
    assert "```mermaid" in front
    assert "old" not in front
    assert front.endswith("The end.\n")


def test_what_stands_around_the_markers_is_kept() -> None:
    once = renewed("# A\n\nWords.\n", ["new"], CANVAS)
    again = renewed(once + "\nMore words.\n", ["newer"], CANVAS)
    assert again == f"# A\n\nWords.\n\n{CANVAS[0]}\nnewer\n{CANVAS[1]}\n\nMore words.\n"
