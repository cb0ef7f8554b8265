"""The sums of the scoring windows against what was written."""

WINDOWS_TOPIC = "scoring-windows"
SUMS = ("scored", "green", "yellow", "red", "answered_before_delivery", "dead_lettered", "duplicates")


class WindowCheck:
    def __init__(self, report):
        self.report = report
        self.sums = dict.fromkeys(SUMS, 0)
        self.ids = set()
        self.windows = 0

    def take(self, record, window):
        self.windows += 1
        if window["event_id"] in self.ids:
            self.report.add("window twice", lambda: f"{record} event {window['event_id']}")
        self.ids.add(window["event_id"])
        for name in SUMS:
            self.sums[name] += window[name]
        histograms = [("score", sum(window["score_histogram"]))]
        histograms += [(one["feature"], sum(one["counts"]) + one["missing"] + one["unseen"]) for one in window["feature_histograms"]]
        for name, held in histograms:
            if held != window["scored"]:
                self.report.add("window wrong", lambda: f"{record}: histogram {name} holds {held} of {window['scored']} orders")

    def finish(self, expected):
        """expected: the sums by name, from the other topics."""
        for name in SUMS:
            if self.sums[name] != expected[name]:
                self.report.add("window sums", f"{name} is {self.sums[name]:,} in {self.windows:,} windows, {expected[name]:,} in the topics")
