import subprocess
import sys

from tasks.project.files import PROJECT_ROOT
from tasks.project.locks import locked

OTHER = "import sys, fcntl, os; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)"


def test_a_folder_is_held_by_one_process_at_a_time_and_nothing_is_left_in_it(tmp_path):
    def other() -> int:
        return subprocess.run([sys.executable, "-c", OTHER, str(tmp_path)], cwd=PROJECT_ROOT, capture_output=True).returncode

    with locked(tmp_path):
        assert other() == 1
    assert (other(), list(tmp_path.iterdir())) == (0, [])
