"""Run where the wheel of acmebadges is installed: boots a portal in the folder given, uses the plugin, prints what came back."""

import json
import sys
from pathlib import Path

from hansa.testing import Kit, Person, ProgramOfTest, SqliteDatabase, create_portal
from hansa.testing.databases import Written

LIST, API = "/{}/acmebadges/badge/", "/api/v1/{}/acmebadges/badge/"


def main(folder: Path) -> dict[str, object]:
    database = SqliteDatabase(folder)
    kit = Kit(create_portal(database, data_dir=str(folder)), database, Written())
    kit.fill()
    kit.switch("acmebadges", ProgramOfTest("beta"), False)
    browser, person, page, api = kit.client(Person("a")), Person("a"), LIST.format("alpha"), API.format("alpha")
    made = browser.submit(f"{page}new", {"title": "Router Expert", "points": "30"})
    return {
        "status": kit.portal.plugins.loaded["acmebadges"].status,
        "distribution": kit.portal.plugins.loaded["acmebadges"].distribution,
        "tables": kit.portal.registry["acmebadges.badge"].table.name,
        "form": browser.get(f"{page}new").status_code,
        "created": made.status_code,
        "listed": "Router Expert" in browser.get(page).text,
        "found": "Router Expert" in browser.get(f"{page}?q=router").text,
        "in menu": page in browser.get("/alpha/").text,
        "api": [item["points"] for item in kit.client().get(api, headers=person.bearer).json["items"]],  # type: ignore[index]
        "veto": kit.client().post(api, json={"title": "x", "points": 101}, headers=person.bearer).status_code,
        "rival sees": "Router Expert" in kit.client(Person("b")).get(page).text,
        "switched off": kit.client(Person("a", "beta")).get(LIST.format("beta")).status_code,
        "api switched off": kit.client().get(API.format("beta"), headers=Person("a", "beta").bearer).status_code,
        "not in menu": LIST.format("beta") in kit.client(Person("a", "beta")).get("/beta/").text,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
