"""Seeded bugs share their lanes."""

import unittest

from bugs import AIMS, LANES


class LanesTest(unittest.TestCase):
    def test_every_bug_runs_once(self):
        self.assertEqual(sorted(AIMS), sorted(name for lane in LANES for name in lane))


if __name__ == "__main__":
    unittest.main()
