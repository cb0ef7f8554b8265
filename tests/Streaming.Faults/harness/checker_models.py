"""Scores against the batch scores of the model that they name, and the models against the promotions."""

from collections import defaultdict

from checker_outputs import bits


class ModelCheck:
    """Bit for bit; decisions never go back in an input partition; no order names an old decision long after a newer one."""

    def __init__(self, report, batch, promotions, grace_seconds):
        self.report = report
        self.batch = batch
        self.promotions = promotions
        self.grace = grace_seconds
        self.decisions = defaultdict(list)

    def take(self, scored, entry):
        self.decisions[entry.partition].append((entry.offset, scored["decision_number"], entry.order_id))
        self.compare_promotion(scored, entry)
        rows = self.batch.get(scored["model_sha256"])
        if rows is None:
            self.report.add("model not given", lambda: f"{entry}: scored with {scored['model_sha256']} (decision {scored['decision_number']}), of which there are no batch scores")
            return
        row = rows.get(entry.place)
        if row is None:
            self.report.add("not in the batch", lambda: f"{entry}: scored live with {scored['model_sha256']}, not scored in its batch")
            return
        self.compare_bits(scored, row, entry)

    def compare_promotion(self, scored, entry):
        decision = scored["decision_number"]
        promoted = self.promotions.models.get(decision)
        if promoted != scored["model_sha256"]:
            self.report.add("unknown decision", lambda: f"{entry}: decision {decision} with model {scored['model_sha256']}; promoted was {promoted}")
        required = self.promotions.required(entry.timestamp, self.grace)
        if decision < required:
            self.report.add("stale model", lambda: f"{entry}: produced at {entry.timestamp} ms, scored with decision {decision}; {required} was promoted more than {self.grace:g} s before")

    def compare_bits(self, scored, row, entry):
        if bits(scored) != row.probability:
            self.report.add("probability differs", lambda: f"{entry}: live {bits(scored).hex()} ({scored['probability']!r}), batch {row.probability.hex()}, model {scored['model_sha256']}")
        vector = scored["feature_vector"]
        vector.byteswap()  # the payload is little-endian and the files are written from the high digit on
        if vector.tobytes() != row.vector:
            self.report.add("vector differs", lambda: f"{entry}: {first_difference(vector.tobytes(), row.vector)}, model {scored['model_sha256']}")
        if (scored["tier"], scored["answered_before_delivery"]) != (row.tier, row.answered):
            self.report.add("tier differs", lambda: f"{entry}: live {scored['tier']}, answered {scored['answered_before_delivery']}; batch {row.tier}, {row.answered}")

    def finish(self):
        for partition, scores in self.decisions.items():
            scores.sort()
            for (offset, before, _), (later, decision, order) in zip(scores, scores[1:]):
                if decision < before:
                    self.report.add("decision went back", f"order-delivered/{partition}@{later} key {order}: decision {decision} after decision {before} at offset {offset}")


def first_difference(live, batch):
    if len(live) != len(batch):
        return f"{len(live) // 4} features live, {len(batch) // 4} in the batch"
    at = next(i for i in range(0, len(live), 4) if live[i:i + 4] != batch[i:i + 4])
    different = sum(live[i:i + 4] != batch[i:i + 4] for i in range(0, len(live), 4))
    return f"{different} features, the first is number {at // 4}: live {live[at:at + 4].hex()}, batch {batch[at:at + 4].hex()}"
