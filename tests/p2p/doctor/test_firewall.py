from p2p.doctor.firewall import check_firewall


def test_a_firewall_that_is_on_is_a_hint_and_no_failure(tmp_path):
    (tmp_path / "ufw").mkdir()
    (tmp_path / "ufw" / "ufw.conf").write_text("# x\nENABLED = yes\n")
    (tmp_path / "firewalld").mkdir()
    hints = [finding for finding in check_firewall(tmp_path, tmp_path) if finding.subject in ("ufw", "firewalld")]
    assert [(hint.state, hint.subject) for hint in hints] == [("skip", "ufw"), ("skip", "firewalld")]
    assert all("5353" in hint.advice for hint in hints)


def test_without_a_firewall_nothing_fails(tmp_path):
    assert {finding.state for finding in check_firewall(tmp_path, tmp_path)} <= {"pass", "skip"}
