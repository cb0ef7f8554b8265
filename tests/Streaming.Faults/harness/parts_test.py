"""A part as a process, with /bin/sh in the place of a server."""

import tempfile
import time
import unittest
from pathlib import Path

from parts import Part


class PartTest(unittest.TestCase):
    def test_the_end_of_a_part_that_never_read_what_it_was_told_is_noticed_as_any_other(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            part = Part("deaf", ["/bin/sh", "-c", "exec 0<&-; echo closed; sleep 0.2"], Path(folder))
            part.start()
            while not part.log.read_text():
                time.sleep(0.01)
            part.tell("promote")
            part.wanted = False
            part.process.wait()
            self.assertTrue(part.tick(time.time()))
            self.assertEqual(["deaf ended on its own with exit code 0: closed"], part.unasked_ends)


if __name__ == "__main__":
    unittest.main()
