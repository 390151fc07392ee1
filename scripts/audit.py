"""Asks bandit, pip-audit and npm audit, and says what came of it. Returns 1 for a finding that nobody has justified.

A finding of bandit's is justified by `# nosec Bxxx: reason`, or by the `# noqa: Sxxx` with which the linter's rule of
the same number is justified in that place: they are the same rules, and one reason is enough.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIMIT_S = 60.0
"""For each of them."""
BIN = Path(".venv/bin")


class NotAudited(Exception):
    """Nobody could be asked; the message says why."""


def main() -> int:
    """Ask all of them."""
    failed = False
    for name, ask in ASKED.items():
        try:
            findings, told = ask()
        except NotAudited as why:
            print(f"{name}: NOT AUDITED, {why}", flush=True)
            continue
        print(f"{name}: {told}", flush=True)
        for finding in findings:
            print(f"  {finding}", file=sys.stderr, flush=True)
        failed = failed or bool(findings)
    return int(failed)


Answer = tuple[list[str], str]
"""What was found, each in a line; and what is told in any case."""


def bandit() -> Answer:
    """Our own code. It needs nobody, so that it fails when it cannot be asked."""
    command = [f"{BIN}/bandit", "-q", "-c", "pyproject.toml", "-r", "agent", "telephony", "graphs", "-f", "json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=2 * LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return [f"it takes longer than {2 * LIMIT_S:.0f} s"], "failed"
    report = _json(done.stdout)
    if report is None:
        return [done.stderr.strip()[-500:] or "it said nothing"], "failed"
    findings = [each for each in report["results"] if not justified(each)]
    errors = [f"{each['filename']}: {each['reason']}" for each in report["errors"]]
    told = f"{len(findings)} findings ({len(report['results']) - len(findings)} more are justified where they are)"
    return [*map(_sentence, findings), *errors], told


def justified(finding: dict[str, Any]) -> bool:
    """Whether the linter's rule of the same number is justified in that place."""
    lines = Path(finding["filename"]).read_text(encoding="utf-8").splitlines()
    places = {finding["line_number"], *finding["line_range"]}
    rule = re.compile(rf"# noqa: [A-Z0-9, ]*\bS{finding['test_id'][1:]}\b")
    return any(rule.search(lines[place - 1]) for place in places)


def _sentence(finding: dict[str, Any]) -> str:
    return f"{finding['filename']}:{finding['line_number']}: {finding['test_id']} {finding['issue_text']}"


def pip_audit() -> Answer:
    """The locked Python packages. The second service is asked when the first one knows nothing."""
    why = ""
    for service in ("pypi", "osv"):
        command = [f"{BIN}/pip-audit", "-r", "requirements.txt", "--no-deps", "--disable-pip", "-f", "json"]
        command += ["--progress-spinner", "off", "-s", service, "--timeout", "10"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S / 2, check=False)
        except subprocess.TimeoutExpired:
            why = why or f"{service} did not answer within {LIMIT_S / 2:.0f} s"
            continue
        report = _json(done.stdout)
        packages = report["dependencies"] if report else []
        audited = [each for each in packages if "vulns" in each]
        if not audited:
            said = f"it knows none of the {len(packages)} packages" if packages else _last(done.stderr)
            why = why or f"the advisories of {service} cannot be asked ({said or 'it said nothing'})"
            continue
        findings = [_vulnerability(each, found) for each in audited for found in each["vulns"]]
        left = len(packages) - len(audited)
        unknown = f"; NOT AUDITED: {left} that the service does not know" if left else ""
        return findings, f"{len(findings)} vulnerabilities known in {len(audited)} packages{unknown}"
    raise NotAudited(why)


def _vulnerability(package: dict[str, Any], found: dict[str, Any]) -> str:
    mended = ", ".join(found["fix_versions"]) or "no version"
    return f"{package['name']} {package['version']}: {found['id']}, mended in {mended}"


def npm_audit() -> Answer:
    """What the console's pages are built of."""
    command = ["scripts/npm", "audit", "--omit=dev", "--json", "--fetch-retries=0", "--fetch-timeout=20000"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        raise NotAudited(f"the registry did not answer within {LIMIT_S:.0f} s") from None
    report = _json(done.stdout)
    if report is None or "vulnerabilities" not in report:
        said = (report or {}).get("message") or _last(done.stderr) or "it said nothing"
        raise NotAudited(f"the registry cannot be asked ({said})")
    found = report["vulnerabilities"]
    findings = [f"{name} {each['range']}: {each['severity']}" for name, each in found.items()]
    count = report.get("metadata", {}).get("dependencies", {}).get("prod", "its")
    return findings, f"{len(findings)} vulnerabilities known in {count} packages"


def _json(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""


ASKED: dict[str, Callable[[], Answer]] = {"bandit": bandit, "pip-audit": pip_audit, "npm audit": npm_audit}

if __name__ == "__main__":
    sys.exit(main())
