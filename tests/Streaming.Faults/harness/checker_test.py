"""The checker finds every kind of fault, each by its own name, and nothing in a faultless log."""

import hashlib
import json
import os
import tempfile
import unittest

import checker_drain
from checker_deadletters import DLT_TOPIC
from checker_expect import Fates, read_input
from checker_files import BadFile, Promotions, read_ledger, read_scores
from checker_fixture import FIRST_MS, INPUT, MODELS, PROMOTED_MS, READERS, WRITERS, Log, order, usual
from checker_outputs import ALERT_TOPICS, SCORED_TOPIC
from checker_read import MemoryTopics
from checker_windows import WINDOWS_TOPIC

RED, YELLOW = ALERT_TOPICS["RED"], ALERT_TOPICS["YELLOW"]


class CheckerTest(unittest.TestCase):
    def setUp(self):
        self.log = usual().run_scorer()

    def assert_problems(self, *kinds, log=None, **options):
        """Exactly these kinds, each with an example."""
        report = (log or self.log).check(**options)
        self.assertEqual(sorted(kinds), sorted(report.problems), report.text())
        for kind in kinds:
            self.assertTrue(report.examples[kind], kind)
        return report

    # a faultless log

    def test_a_faultless_log_is_clean(self):
        report = self.assert_problems()
        self.assertEqual({"order events": 20, "  to be scored": 13, "  to be dead-lettered": 3, "  to be parked": 2, "  to be ignored": 2},
                         dict(list(report.counts.items())[:5]))

    def test_without_parking_what_is_behind_poison_is_scored(self):
        self.assert_problems(log=usual(parking=False).run_scorer())

    def test_parking_that_does_not_park_is_found(self):
        log = usual(parking=False).run_scorer()
        log.parking = True
        self.assert_problems("scored unexpectedly", "alert unexpected", "dead letter missing", "window sums", log=log)

    # the log itself

    def test_an_acknowledged_record_that_is_not_in_the_log(self):
        self.log.ledger.append({"topic": "review-submitted", "partition": 3, "offset": 5, "key": "o1", "kind": "review"})
        self.assert_problems("acknowledged, not in the log")

    def test_an_acknowledged_record_under_another_key(self):
        self.log.ledger[0]["key"] = "another"
        self.assert_problems("acknowledged, not in the log")

    # scores

    def test_a_lost_score(self):
        at = next(at for at, record in enumerate(self.log.of(SCORED_TOPIC)) if READERS[SCORED_TOPIC].decode(record.value)["tier"] == "GREEN")
        del self.log.of(SCORED_TOPIC)[at]
        self.assert_problems("lost", "window sums")

    def test_a_score_twice_with_the_same_input(self):
        record = self.log.of(SCORED_TOPIC)[-1]
        self.log.append(SCORED_TOPIC, record.partition, record.key, record.value)
        self.log.change(SCORED_TOPIC, -1, event_id="another")
        self.assert_problems("duplicated")

    def test_a_score_twice_with_the_same_event_id(self):
        first = READERS[SCORED_TOPIC].decode(self.log.of(SCORED_TOPIC)[0].value)
        self.log.change(SCORED_TOPIC, 3, event_id=first["event_id"])
        self.assertIn("duplicated", self.log.check().problems)

    def test_a_duplicate_input_that_was_scored(self):
        entry = next(entry for entry, _ in self.log.judged() if entry.fate == "ignored")
        self.log.score(entry, "GREEN")
        self.assert_problems("scored unexpectedly")

    def test_a_score_of_no_input(self):
        self.log.change(SCORED_TOPIC, 0, input_offset=999)
        self.assertIn("scored unexpectedly", self.log.check().problems)

    def test_a_score_with_the_fields_of_another_event(self):
        self.log.change(SCORED_TOPIC, 0, order_event_id="another", version=4)
        self.assertEqual(2, self.log.check().problems["wrong fields"])

    def test_scores_of_one_order_out_of_order(self):
        scores = self.log.of(SCORED_TOPIC)
        of_o0 = [at for at, record in enumerate(scores) if record.key == b"o0"]
        scores[of_o0[0]], scores[of_o0[1]] = scores[of_o0[1]], scores[of_o0[0]]
        self.log.renumber(SCORED_TOPIC)
        self.assert_problems("out of order")

    def test_scores_of_one_order_in_two_partitions(self):
        scores = self.log.of(SCORED_TOPIC)
        at = [at for at, record in enumerate(scores) if record.key == b"o0"][1]
        scores[at] = scores[at]._replace(partition=5)
        self.assert_problems("out of order")

    def test_a_score_that_nobody_can_read(self):
        self.log.append(SCORED_TOPIC, 0, b"x", b"\0\0\0\0\7garbage")
        self.assert_problems("output unreadable")

    # alerts

    def test_a_missing_alert(self):
        self.log.of(RED).pop()
        self.assert_problems("alert missing")

    def test_an_alert_twice(self):
        record = self.log.of(YELLOW)[0]
        self.log.append(YELLOW, record.partition, record.key, record.value)
        self.assert_problems("alert twice")

    def test_an_alert_on_the_topic_of_another_tier(self):
        record = self.log.of(RED).pop()
        self.log.append(YELLOW, record.partition, record.key, record.value)
        self.assert_problems("alert missing", "alert unexpected")

    def test_an_alert_with_another_probability(self):
        self.log.change(RED, 0, probability=0.1 + 1e-17 + 2e-17)
        self.log.change(YELLOW, 0, customer_id="another")
        self.assertEqual(2, self.assert_problems("alert wrong").problems["alert wrong"])

    # dead letters

    def test_a_missing_dead_letter(self):
        self.log.of(DLT_TOPIC).pop()
        self.assert_problems("dead letter missing", "window sums")

    def test_a_dead_letter_twice(self):
        record = self.log.of(DLT_TOPIC)[-1]
        self.log.append(DLT_TOPIC, record.partition, record.key, record.value, record.timestamp, record.headers)
        self.assert_problems("dead letter twice")

    def test_a_good_record_among_the_dead_letters(self):
        self.log.dead_letter(self.log.of(INPUT)[0], b"undecodable")
        self.assert_problems("dead letter unexpected")

    def test_a_dead_letter_that_was_touched(self):
        for touched in ({"value": b"text "}, {"timestamp": 5}, {"key": b"another"}, {"partition": 4}):
            log = usual().run_scorer()
            log.of(DLT_TOPIC)[-1] = log.of(DLT_TOPIC)[-1]._replace(**touched)
            self.assert_problems("dead letter wrong", log=log)

    def test_a_dead_letter_without_the_headers_of_its_record(self):
        at = next(at for at, record in enumerate(self.log.of(DLT_TOPIC)) if record.headers[0] == ("source", b"shop"))
        record = self.log.of(DLT_TOPIC)[at]
        self.log.of(DLT_TOPIC)[at] = record._replace(headers=record.headers[1:])
        self.assert_problems("dead letter wrong")

    def test_a_dead_letter_with_the_wrong_reason(self):
        at = next(at for at, record in enumerate(self.log.of(DLT_TOPIC)) if ("x-reason-code", b"parked_behind") in record.headers)
        record = self.log.of(DLT_TOPIC)[at]
        self.log.of(DLT_TOPIC)[at] = record._replace(headers=[(name, b"other" if name == "x-reason-code" else value) for name, value in record.headers])
        self.assert_problems("dead letter wrong")

    def test_a_dead_letter_that_says_nothing(self):
        self.log.of(DLT_TOPIC)[0] = self.log.of(DLT_TOPIC)[0]._replace(headers=[])
        self.assert_problems("dead letter wrong", "dead letter missing", "window sums")

    def test_poison_behind_poison_keeps_its_own_reason(self):
        at = next(at for at, record in enumerate(self.log.of(DLT_TOPIC)) if record.value == b"again")
        record = self.log.of(DLT_TOPIC)[at]
        self.log.of(DLT_TOPIC)[at] = record._replace(headers=[(name, b"parked_behind" if name == "x-reason-code" else value) for name, value in record.headers])
        self.assert_problems("dead letter wrong")

    def test_dead_letters_of_one_key_out_of_order(self):
        letters = self.log.of(DLT_TOPIC)
        letters[0], letters[1] = letters[1], letters[0]
        self.log.renumber(DLT_TOPIC)
        self.assert_problems("out of order")

    # windows

    def test_a_window_that_counts_too_much(self):
        self.log.change(WINDOWS_TOPIC, 0, duplicates=3, dead_lettered=9)
        self.assertEqual(2, self.assert_problems("window sums").problems["window sums"])

    def test_a_window_twice(self):
        record = self.log.of(WINDOWS_TOPIC)[0]
        self.log.append(WINDOWS_TOPIC, 0, record.key, record.value)
        self.assert_problems("window twice", "window sums")

    def test_a_histogram_that_holds_other_orders(self):
        self.log.change(WINDOWS_TOPIC, 0, score_histogram=[1, 2])
        self.assert_problems("window wrong")

    # models

    def test_one_bit_of_a_probability(self):
        self.log.batch_row(2, probability=b"\0" * 8)
        self.assert_problems("probability differs")

    def test_one_bit_of_a_vector_a_missing_value_included(self):
        self.log.batch_row(2, vector=bytes.fromhex("3f8000007fc0000140000000"))
        report = self.assert_problems("vector differs")
        self.assertIn("the first is number 1: live 7fc00000, batch 7fc00001", report.examples["vector differs"][0])

    def test_another_tier_in_the_batch(self):
        self.log.batch_row(2, tier="BLUE")
        self.assert_problems("tier differs")

    def test_a_model_without_batch_scores(self):
        del self.log.batch[MODELS[1]]
        self.assert_problems("model not given")

    def test_an_order_that_the_batch_does_not_know(self):
        del self.log.batch[MODELS[1]][0, 0]
        self.assert_problems("not in the batch")

    def test_a_decision_that_nobody_took(self):
        self.log.change(SCORED_TOPIC, len(self.log.of(SCORED_TOPIC)) - 1, decision_number=3)
        self.assertIn("unknown decision", self.log.check().problems)

    def test_an_old_decision_long_after_a_promotion(self):
        at = max(at for at, record in enumerate(self.log.of(SCORED_TOPIC)) if record.key == b"o11")
        tier = READERS[SCORED_TOPIC].decode(self.log.of(SCORED_TOPIC)[at].value)["tier"]
        self.log.change(SCORED_TOPIC, at, decision_number=1, model_sha256=MODELS[1])
        if tier in ALERT_TOPICS:
            alert = next(i for i, record in enumerate(self.log.of(ALERT_TOPICS[tier])) if record.key == b"o11")
            self.log.change(ALERT_TOPICS[tier], alert, decision_number=1, model_sha256=MODELS[1])
        self.assert_problems("stale model", "decision went back")
        self.assert_problems("decision went back", grace_seconds=60)

    def test_a_batch_with_swapped_models_of_an_equal_decision(self):
        self.log.change(SCORED_TOPIC, 0, model_sha256=MODELS[2])
        self.assertIn("unknown decision", self.log.check().problems)


class OddRecordsTest(unittest.TestCase):
    def setUp(self):
        self.log = usual()

    def problems(self, **options):
        return dict(self.log.check(**options).problems)

    def last_letter(self, **fields):
        letters = self.log.of(DLT_TOPIC)
        letters[-1] = letters[-1]._replace(**fields)

    def test_timestamps_in_other_units_are_times_and_absurd_ones_are_none(self):
        for number, stamp in enumerate((PROMOTED_MS * 1000, PROMOTED_MS * 10**6, -1, -5_000, 1_800_000_000, 253_402_300_800_000)):
            self.log.deliver(order(f"odd{number}"), number % 2, timestamp=stamp)
        self.log.deliver(order("ahead", recorded_at=PROMOTED_MS + 27 * 3_600_000, delivered_at=PROMOTED_MS), 0, timestamp=PROMOTED_MS)
        self.log.run_scorer()
        report = self.log.check()
        self.assertEqual({}, dict(report.problems), report.text())
        self.assertEqual(5 + 3, report.counts["  to be dead-lettered"])

    def test_a_letter_with_the_odd_time_of_its_record(self):
        self.log.deliver(order("odd"), 0, timestamp=-5_000)
        self.log.run_scorer()
        at = next(at for at, record in enumerate(self.log.of(DLT_TOPIC)) if record.key == b"odd")
        self.log.of(DLT_TOPIC)[at] = self.log.of(DLT_TOPIC)[at]._replace(timestamp=-5_000)
        self.assertEqual({"dead letter wrong": 1}, self.problems())

    def test_what_no_letter_can_hold_is_left_out_and_told(self):
        made = order("large", customer_state="x" * 3_000_000)
        self.log.deliver(made, 1)
        self.log.run_scorer()
        self.assertEqual({"dead letter wrong": 3}, self.problems())  # with its value, and without size and hash
        value = WRITERS[INPUT].encode(made)
        told = [("x-omitted-value-bytes", b"%d" % len(value)), ("x-omitted-value-sha256", hashlib.sha256(value).hexdigest().encode())]
        self.last_letter(value=None, headers=self.log.of(DLT_TOPIC)[-1].headers + told)
        self.assertEqual({}, self.problems())
        self.last_letter(headers=self.log.of(DLT_TOPIC)[-1].headers[:-1] + [("x-omitted-value-sha256", b"0" * 64)])
        self.assertEqual({"dead letter wrong": 1}, self.problems())

    def test_a_value_that_is_left_out_without_need(self):
        self.log.run_scorer()
        self.last_letter(value=None, headers=self.log.of(DLT_TOPIC)[-1].headers + [("x-omitted-value-bytes", b"4"), ("x-omitted-value-sha256", b"0")])
        self.assertEqual({"dead letter wrong": 3}, self.problems())

    def test_control_characters_and_turned_ids_are_dead_letters(self):
        for text, fate in (("a\n", "dead-lettered"), ("a\0", "dead-lettered"), ("a\x85", "dead-lettered"), ("\u202ea", "dead-lettered"), ("ä", "scored")):
            log = Log()
            log.deliver(order("x", customer_id=text))
            self.assertEqual(fate, Fates().decide([read_input(record, READERS[INPUT]) for record in log.of(INPUT)])[0].fate, repr(text))

    def test_what_the_harness_forged_is_left_out(self):
        self.log.run_scorer()
        self.log.append(WINDOWS_TOPIC, 0, b"k", b"text", headers=[("forged", b"1")])
        self.assertEqual({}, self.problems())
        self.log.append(WINDOWS_TOPIC, 0, b"k", b"text")
        self.assertEqual({"output unreadable": 1}, self.problems())

    def test_a_refused_decision_is_required_by_nobody_and_may_be_named_by_nobody(self):
        entries = [{"decision": 1, "sha256": "a", "at": FIRST_MS}, {"decision": 2, "sha256": "b", "at": FIRST_MS + 1, "refused": True}]
        promotions = Promotions(entries)
        self.assertEqual(1, promotions.required(FIRST_MS + 60_000, 10))
        self.assertNotIn(2, promotions.models)
        self.assertEqual(0, promotions.required(FIRST_MS * 1000, 10))


class DrainTest(unittest.TestCase):
    def test_it_waits_for_every_result_and_reads_only_what_is_new(self):
        log = usual().run_scorer()
        whole = {topic: list(records) for topic, records in log.topics.items()}
        log.topics[SCORED_TOPIC] = whole[SCORED_TOPIC][:4]
        log.topics[DLT_TOPIC] = []
        drain = checker_drain.Drain(parking=True)
        self.assertEqual(9 + 5, drain.look(MemoryTopics(log.topics), READERS))
        log.topics[DLT_TOPIC] = whole[DLT_TOPIC]
        self.assertEqual(9, drain.look(MemoryTopics(log.topics), READERS))
        log.topics[SCORED_TOPIC] = whole[SCORED_TOPIC]
        self.assertEqual(0, drain.look(MemoryTopics(log.topics), READERS))
        self.assertEqual(0, drain.look(MemoryTopics(log.topics), READERS))

    def test_a_result_that_is_read_before_its_input_counts(self):
        log = usual().run_scorer()
        inputs = log.topics.pop(INPUT)
        drain = checker_drain.Drain(parking=True)
        self.assertEqual(0, drain.look(MemoryTopics(log.topics), READERS))
        log.topics[INPUT] = inputs
        self.assertEqual(0, drain.look(MemoryTopics(log.topics), READERS))

    def test_the_state_survives_the_file_and_is_not_used_under_another_rule(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "out.drain")
            drain = checker_drain.load(path, True)
            log = usual().run_scorer()
            del log.topics[SCORED_TOPIC]
            self.assertEqual(13, drain.look(MemoryTopics(log.topics), READERS))
            checker_drain.save(drain, path)
            self.assertEqual(13, checker_drain.load(path, True).look(MemoryTopics({}), READERS))
            self.assertEqual(0, checker_drain.load(path, False).look(MemoryTopics({}), READERS))


class ExpectationTest(unittest.TestCase):
    def fate_of_last(self, *orders):
        log = Log()
        for one in orders:
            log.deliver(one)
        return list(Fates().decide([read_input(record, READERS[INPUT]) for record in log.of(INPUT)]))[-1].fate

    def test_bounds_of_the_contract(self):
        tiny = order("x")["items"][0]
        for fate, change in (
                ("scored", {"items": [tiny] * 10_000}), ("dead-lettered", {"items": [tiny] * 10_001}),
                ("scored", {"customer_state": "x" * 4096}), ("dead-lettered", {"customer_state": "x" * 4097}), ("dead-lettered", {"customer_state": "😀" * 2049}),
                ("scored", {"estimated_delivery_at": 631_152_000_000}), ("dead-lettered", {"estimated_delivery_at": 631_151_999_999}),
                ("scored", {"estimated_delivery_at": 4_102_444_799_999}), ("dead-lettered", {"estimated_delivery_at": 4_102_444_800_000}),
                ("scored", {"delivered_at": order("x")["recorded_at"] + 3_900_000}), ("dead-lettered", {"delivered_at": order("x")["recorded_at"] + 3_900_001}),
                ("dead-lettered", {"purchased_at": order("x")["delivered_at"] + 86_400_001}), ("dead-lettered", {"customer_id": " "}),
                ("dead-lettered", {"items": [{**tiny, "price": float("nan")}]}), ("dead-lettered", {"items": [{**tiny, "freight_value": 1e9 + 1}]}),
                ("dead-lettered", {"items": [{**tiny, "product_photos_qty": -1}]}), ("dead-lettered", {"items": [{**tiny, "seller_id": ""}]}),
                ("dead-lettered", {"payments": [{"payment_sequential": 1, "payment_type": "x", "payment_installments": -1, "payment_value": 1.0}]})):
            self.assertEqual(fate, self.fate_of_last(order("x", **change)), {name: str(value)[:60] for name, value in change.items()})

    def test_versions(self):
        self.assertEqual("scored", self.fate_of_last(order("x"), order("x", version=2)))
        self.assertEqual("ignored", self.fate_of_last(order("x", version=2), order("x")))
        self.assertEqual("ignored", self.fate_of_last(order("x"), order("x", event="other")))

    def test_an_order_behind_poison_of_another_order_flows(self):
        self.assertEqual("scored", self.fate_of_last(order("x", version=0), order("y")))
        self.assertEqual("parked", self.fate_of_last(order("x", version=0), order("x")))


class FilesTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_scores_and_vectors_are_read_bit_by_bit(self):
        scores = self.file("s", "order_id,input_partition,input_offset,delivered_at,probability,tier,answered_before_delivery\n\"a,b\",1,7,x,0.30000000000000004,RED,true\n")
        rows = read_scores(scores, self.file("v", "order_id,input_partition,input_offset,f,g\n\"a,b\",1,7,3f800000,7fc00000\n"))
        row = rows[1, 7]
        self.assertEqual(("3fd3333333333334", "RED", True, "3f8000007fc00000"), (row.probability.hex(), row.tier, row.answered, row.vector.hex()))

    def test_files_without_coordinates_are_refused(self):
        scores = self.file("s", "order_id,delivered_at,probability,tier,answered_before_delivery\n")
        self.assertRaises(BadFile, read_scores, scores, scores)

    def test_a_ledger_may_end_in_the_middle_of_a_line_and_nowhere_else(self):
        line = json.dumps({"topic": "t", "partition": 0, "offset": 1, "key": None, "kind": "good"})
        self.assertEqual(1, len(read_ledger(self.file("l", line + "\n" + line[:20]))))
        self.assertRaises(BadFile, read_ledger, self.file("l", line[:20] + "\n" + line + "\n"))

    def test_promotions_in_seconds_are_refused(self):
        self.assertRaises(BadFile, Promotions.read, self.file("p", json.dumps({"decision": 1, "sha256": "x", "at": 1_800_000_000}) + "\n"))

    def test_the_decision_that_is_due(self):
        promotions = Promotions([{"decision": 2, "sha256": "b", "at": PROMOTED_MS}, {"decision": 1, "sha256": "a", "at": FIRST_MS}])
        self.assertEqual([0, 1, 1, 2], [promotions.required(at, 10) for at in (FIRST_MS + 10_000, FIRST_MS + 10_001, PROMOTED_MS + 10_000, PROMOTED_MS + 10_001)])


class WireTest(unittest.TestCase):
    def test_the_schema_id_of_most_records_is_the_right_one(self):
        log = usual()
        foreign = next(entry for entry, _ in log.judged() if entry.key == b"p3")
        self.assertEqual(("dead-lettered", "schema id 99 is not known"), (foreign.fate, foreign.broken))
        self.assertEqual(7, WRITERS[INPUT].schema_id)


if __name__ == "__main__":
    unittest.main()
