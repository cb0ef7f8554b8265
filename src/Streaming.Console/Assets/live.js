// Keeps the parts of a page that live under [data-live] fresh. Everything works without it: the page is complete as it was sent.
(() => {
    "use strict";
    const region = document.querySelector("[data-live]");
    if (!region) return;
    const seconds = Math.max(2, Number(region.dataset.live) || 5);

    // What somebody is using must not be taken away under their hands.
    const inUse = part => part.contains(document.activeElement) && document.activeElement !== document.body;

    const keepOpen = (old, fresh) => {
        const opened = [...old.querySelectorAll("details")].map(d => d.open);
        fresh.querySelectorAll("details").forEach((d, i) => { d.open = opened[i] || false; });
    };

    const refresh = async () => {
        if (document.hidden) return;
        const answer = await fetch(location.href, { headers: { "X-Live": "1" }, cache: "no-store" });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const parts = [...page.querySelectorAll("[data-live] [id^='live-']")];
        const ids = new Set(parts.map(part => part.id));
        for (const fresh of parts) {
            const old = document.getElementById(fresh.id);
            if (!old || inUse(old) || old.innerHTML === fresh.innerHTML) continue;
            keepOpen(old, fresh);
            old.replaceWith(document.adoptNode(fresh));
        }
        for (const old of region.querySelectorAll("[id^='live-']")) {
            if (!ids.has(old.id) && !inUse(old)) old.remove();
        }
    };

    const loop = async () => {
        try {
            await refresh();
        } catch {
            // The server is away: the page stays as it is and the next round tries again.
        }
        setTimeout(loop, seconds * 1000);
    };
    setTimeout(loop, seconds * 1000);
})();
