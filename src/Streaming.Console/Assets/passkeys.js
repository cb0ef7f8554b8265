// Passkeys: asks the server for a challenge, the browser for the answer, and sends that as the form it belongs to.
// Buttons are hidden in the page and shown here: without scripts, or in a browser without passkeys, nobody sees a button that does nothing.
"use strict";
(() => {
    const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON !== undefined;

    async function optionsOf(form) {
        const asked = new URL(form.dataset.passkey, location.href);
        const answer = await fetch(asked, { method: "POST", body: new FormData(form), credentials: "same-origin" });
        if (!answer.ok) {
            throw new Error((answer.headers.get("Content-Type") ?? "").startsWith("text/plain") ? await answer.text() : "The server did not answer.");
        }
        return answer.json();
    }

    async function credentialOf(form) {
        const options = await optionsOf(form);
        return form.dataset.kind === "create"
            ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
            : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    }

    function start(form) {
        const said = form.querySelector("[role=status]");
        form.hidden = false;
        form.addEventListener("submit", async event => {
            event.preventDefault();
            said.textContent = "";
            try {
                form.elements.Credential.value = JSON.stringify(await credentialOf(form));
                form.submit();
            } catch (failure) {
                said.textContent = failure.name === "NotAllowedError" ? "No passkey was given." : failure.message;
            }
        });
    }

    if (able) {
        document.querySelectorAll("form[data-passkey]").forEach(start);
    }
})();
