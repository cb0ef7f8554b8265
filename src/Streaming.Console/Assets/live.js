// Keeps what lies under #live fresh, and takes nothing away: what has not changed stays the very node that it was, so selection, focus, open details and scroll stay
// with it. Everything works without it: the page is complete as it was sent.
(() => {
    "use strict";
    const region = document.querySelector("#live[data-live]:not([data-live=''])"); // empty: nothing more to come
    if (!region) return;
    const seconds = Math.max(2, Number(region.dataset.live) || 5);
    const news = document.querySelector("[data-news]");
    const unseen = { count: 0, isAll: false }; // entries that came and are not shown yet

    const keyOf = node => node.dataset?.key || node.id || "";
    const isSame = (old, fresh) => old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh);

    const isSelected = node => {
        const selection = getSelection();
        return selection !== null && !selection.isCollapsed && selection.rangeCount > 0 && selection.getRangeAt(0).intersectsNode(node);
    };
    const isUsed = node => isSelected(node) || (document.activeElement !== document.body && node.contains(document.activeElement));

    // Whoever opened or closed details wants them so.
    const patchAttributes = (old, fresh) => {
        const isTheirs = name => name === "open" && old.nodeName === "DETAILS";
        for (const { name, value } of fresh.attributes) {
            if (!isTheirs(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
        }
        for (const { name } of [...old.attributes]) {
            if (!isTheirs(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
        }
    };

    const patch = (old, fresh, isAsked) => {
        if (old.nodeType === Node.TEXT_NODE) {
            if (old.nodeValue !== fresh.nodeValue && !isSelected(old)) old.nodeValue = fresh.nodeValue;
            return;
        }
        if (old.nodeType !== Node.ELEMENT_NODE || old.isEqualNode(fresh)) return;
        if (unseen.count > 0 && old.hasAttribute("data-follows")) return; // it belongs to the list as it is shown
        patchAttributes(old, fresh);
        if ([...old.children, ...fresh.children].some(keyOf)) patchByKey(old, fresh, isAsked);
        else patchInOrder(old, fresh, isAsked);
    };

    const patchInOrder = (old, fresh, isAsked) => {
        const [olds, news] = [[...old.childNodes], [...fresh.childNodes]];
        for (let i = 0; i < Math.max(olds.length, news.length); i++) {
            if (i >= olds.length) old.append(document.adoptNode(news[i]));
            else if (i < news.length && isSame(olds[i], news[i])) patch(olds[i], news[i], isAsked);
            else if (isUsed(olds[i])) continue;
            else if (i < news.length) olds[i].replaceWith(document.adoptNode(news[i]));
            else olds[i].remove();
        }
    };

    const patchByKey = (old, fresh, isAsked) => {
        const kept = new Map([...old.children].filter(keyOf).map(child => [keyOf(child), child]));
        const wanted = [...fresh.children];
        const added = wanted.filter(child => keyOf(child) && !kept.has(keyOf(child)));
        if (old.hasAttribute("data-hold") && !isAsked && kept.size > 0 && added.length > 0) {
            // New entries would push away what is being read: they are announced, and shown when somebody asks.
            [unseen.count, unseen.isAll] = [added.length, added.length === wanted.length];
            wanted.filter(child => kept.has(keyOf(child))).forEach(child => patch(kept.get(keyOf(child)), child, isAsked));
            return;
        }
        const keys = new Set(wanted.map(keyOf));
        for (const [key, child] of kept) {
            if (!keys.has(key) && !isUsed(child)) child.remove();
        }
        const mayMove = ![...old.children].some(isUsed); // moving takes selection and focus away
        const unnamed = [...old.children].filter(child => !keyOf(child));
        let next = old.firstElementChild;
        for (const child of wanted) {
            let mine = keyOf(child) ? kept.get(keyOf(child)) : unnamed.shift();
            if (mine && isSame(mine, child)) patch(mine, child, isAsked);
            else mine = document.adoptNode(child);
            if (mine.parentNode !== old || (mine !== next && mayMove)) old.insertBefore(mine, next);
            next = mine.nextElementSibling;
        }
        unnamed.filter(child => !isUsed(child)).forEach(child => child.remove());
    };

    const tell = () => {
        if (!news) return;
        const [status, button] = [news.querySelector("[role=status]"), news.querySelector("button")];
        const words = unseen.count === 0 ? "" : `${unseen.count}${unseen.isAll ? ` ${news.dataset.newsMore}` : ""} ${unseen.count === 1 ? news.dataset.news : news.dataset.newsMany}`;
        if (status.textContent !== words) status.textContent = words;
        button.hidden = unseen.count === 0;
        news.classList.toggle("told", unseen.count > 0);
    };

    // Whether there is more to come.
    const refresh = async isAsked => {
        if (document.hidden && !region.dataset.events) return true;
        const answer = await fetch(location.href, { headers: { "X-Live": "1" }, cache: "no-store" });
        if (answer.status === 401) location.reload(); // the sign-in has ended
        if (!answer.ok) return true;
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
        if (!fresh) return true;
        [unseen.count, unseen.isAll] = [0, false];
        patch(region, fresh, isAsked);
        tell();
        document.dispatchEvent(new Event("refreshed"));
        return Boolean(region.dataset.live);
    };

    // How many wait, before the title: a tab that nobody looks at says it too.
    const plainTitle = document.title;
    const count = () => {
        const waiting = Number(region.dataset.count) || 0;
        document.title = waiting > 0 ? `(${waiting}) ${plainTitle}` : plainTitle;
    };

    let asking = null;
    const ask = () => asking ??= refresh(false).finally(() => { asking = null; count(); });
    const loop = async () => {
        let goesOn = true;
        try {
            goesOn = await ask();
        } catch {
            // The server is away: the page stays as it is and the next round tries again.
        }
        if (goesOn) setTimeout(loop, seconds * 1000);
    };

    // A page that shows cases hears at once that there is something to ask for; without it, the rounds go on.
    if (region.dataset.events && "EventSource" in window) {
        const events = new EventSource(region.dataset.events);
        events.addEventListener("cases", () => ask().catch(() => {}));
        addEventListener("pagehide", () => events.close());
        count();
    }
    news?.querySelector("button").addEventListener("click", async () => {
        await refresh(true);
        const list = region.querySelector("[data-hold]");
        list.tabIndex = -1;
        list.focus();
    });
    setTimeout(loop, seconds * 1000);
})();
