// One key for each exit of a case, and j/k through a list. Keys that are typed into a field stay there; everything works without it.
(() => {
    "use strict";
    const isTyping = target => target.closest("input, textarea, select, [contenteditable]") !== null;
    const links = () => [...document.querySelectorAll("#live-list > li a[href^='/cases/']")];

    document.addEventListener("keydown", pressed => {
        if (pressed.defaultPrevented || pressed.ctrlKey || pressed.metaKey || pressed.altKey || isTyping(pressed.target)) return;
        const key = pressed.key.toLowerCase();
        const button = [...document.querySelectorAll("form[data-keys] [data-key-of]")].find(one => one.dataset.keyOf === key);
        if (button) {
            pressed.preventDefault();
            button.form.requestSubmit(button);
        } else if (key === "e" && document.getElementById("text")) {
            pressed.preventDefault();
            document.getElementById("text").focus();
        } else if (key === "j" || key === "k") {
            const all = links();
            const next = all[all.indexOf(document.activeElement) + (key === "j" ? 1 : -1)] ?? all[0];
            next?.focus();
        }
    });
})();
