// Signing out takes keys and kept pages off the device, but never a note that is not sent.
import { unsentOnDevice, wipe } from "./notes-store.js";

export function watchSignOut() {
  const form = document.querySelector("form[data-sign-out]");
  if (!form) return;
  let isDecided = false;
  form.addEventListener("submit", async (event) => {
    if (isDecided) return;
    event.preventDefault();
    const unsent = await unsentOnDevice().catch(() => 0);
    if (unsent) {
      const notes = unsent === 1 ? "1 note is" : `${unsent} notes are`;
      const stay = `${notes} not sent yet and will stay on this device, encrypted, until you sign in here again and send them. Sign out now?`;
      if (!window.confirm(stay)) return;
    } else {
      await wipe().catch(() => false);
    }
    isDecided = true;
    form.submit();
  });
}
