// Keeps the strip at the top of every page true: asks every three seconds whether all is well, and says so when nobody answers or the page
// itself is not refreshed any more.
(() => {
    "use strict";
    const strip = document.getElementById("status");
    if (!strip) return;
    const every = 3000;
    const late = 20000;
    const [told, lost] = [strip.querySelector(".told"), strip.querySelector(".lost")];
    let answered = Date.now();
    let refreshed = Date.now();
    document.addEventListener("refreshed", () => { refreshed = Date.now(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) refreshed = Math.max(refreshed, Date.now() - every); });

    const seconds = since => `${Math.round((Date.now() - since) / 1000)} s`;
    const tell = problem => {
        const live = document.querySelector("#live[data-live]:not([data-live=''])");
        const words = problem
            ? `The console ${problem} for ${seconds(answered)}. What stands here is from before. It is asked again by itself.`
            : live && !document.hidden && Date.now() - refreshed > late
                ? `This page was not refreshed for ${seconds(refreshed)}.`
                : "";
        if (lost.textContent !== words) lost.textContent = words;
        lost.hidden = words === "";
        told.hidden = Boolean(problem);
    };

    // a screen reader hears a change of the words, not the age of the check
    const wordsOf = part => [...part.querySelectorAll("strong, .fault")].map(word => word.textContent).join("\n");
    const show = fresh => {
        if (wordsOf(told) !== wordsOf(fresh)) told.innerHTML = fresh.innerHTML;
        else told.querySelector(".age")?.replaceWith(fresh.querySelector(".age") ?? "");
    };

    const ask = async () => {
        let problem = "";
        try {
            const answer = await fetch(strip.dataset.status, { cache: "no-store", signal: AbortSignal.timeout(5000) });
            if (answer.ok) {
                answered = Date.now();
                show(new DOMParser().parseFromString(await answer.text(), "text/html").body);
            } else if (answer.status !== 401) problem = "cannot say whether all is well";
        } catch {
            problem = "does not answer";
        }
        tell(problem);
        setTimeout(ask, every);
    };
    setTimeout(ask, every);
})();
