"""A mail server that nobody here wrote (aiosmtpd). Arguments: port. Prints a JSON line for each mail.
Recipients whose name begins with "full" are refused for good, with "busy" for now."""
import asyncio, email, email.policy, json, sys

from aiosmtpd.controller import Controller


class Mailbox:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("full"):
            return "552 mailbox is full"
        if address.startswith("busy"):
            return "451 come again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
        told = {"to": envelope.rcpt_tos, "id": mail["message-id"], "subject": mail["subject"], "parts": parts}
        print(json.dumps(told), flush=True)
        return "250 taken"


controller = Controller(Mailbox(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print(json.dumps({"ready": True}), flush=True)
asyncio.new_event_loop().run_forever()
