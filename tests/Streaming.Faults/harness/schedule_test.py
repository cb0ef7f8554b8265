"""Schedules are the same for a seed, hold every kind of fault, and are cut where the topics are made anew."""

import unittest

from faults import Faults
from schedule import REMAKE, random_schedule, short


class ScheduleTest(unittest.TestCase):
    def test_a_seed_gives_the_same_schedule_and_another_gives_another(self):
        self.assertEqual(random_schedule(3, 70, None), random_schedule(3, 70, None))
        self.assertNotEqual(random_schedule(3, 70, None), random_schedule(4, 70, None))

    def test_every_kind_of_fault_can_be_carried_out(self):
        for plan in (random_schedule(3, 70, None), short(1), short(1, remade=True)):
            for fault in plan.faults:
                self.assertTrue(fault.kind == REMAKE or hasattr(Faults, "_" + fault.kind.replace("-", "_")), fault.kind)

    def test_a_long_run_has_all_kills_and_every_kind_of_trouble(self):
        plan = random_schedule(3, 70, None)
        self.assertEqual(70, plan.kills)
        kinds = {fault.kind for fault in plan.faults}
        self.assertLessEqual({"odd", "forged", "registry-lag", "registry-odd", "refused-promotion", "promotion", "poison", REMAKE}, kinds)

    def test_generations_hold_every_fault_once_each_at_its_own_time(self):
        plan = random_schedule(3, 70, None)
        parts = plan.generations()
        self.assertEqual(2, len(parts))
        self.assertEqual(len(plan.faults) - 1, sum(len(part.faults) for part in parts))
        self.assertEqual(plan.seconds, sum(part.seconds for part in parts))
        self.assertEqual(70, sum(part.kills for part in parts))
        for part in parts:
            self.assertTrue(all(0 <= fault.at < part.seconds for fault in part.faults))

    def test_without_a_remake_there_is_one_generation(self):
        self.assertEqual([short(1)], short(1).generations())


if __name__ == "__main__":
    unittest.main()
