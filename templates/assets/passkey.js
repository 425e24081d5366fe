// Passkeys: the browser signs a question of ours with a key that never leaves the device. The forms work without it.
const bytes_of = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text_of = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const keys_in = (text) => text.split(" ").filter((each) => each !== "").map((each) => ({ type: "public-key", id: bytes_of(each) }));
const patience = 120_000;

function send(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  form.submit(); // past the code field, which is not needed now
}

async function prove({ challenge, site, credentials }) {
  const given = await navigator.credentials.get({
    publicKey: { challenge: bytes_of(challenge), rpId: site, allowCredentials: keys_in(credentials), userVerification: "required", timeout: patience },
  });
  const { clientDataJSON, authenticatorData, signature } = given.response;
  return { passkey_id: text_of(given.rawId), passkey_client: text_of(clientDataJSON), passkey_auth: text_of(authenticatorData), passkey_signature: text_of(signature) };
}

async function make({ challenge, site, credentials, user, userName, siteName }) {
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: bytes_of(challenge), rp: { id: site, name: siteName }, user: { id: bytes_of(user), name: userName, displayName: userName },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -8 }, { type: "public-key", alg: -257 }], excludeCredentials: keys_in(credentials),
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" }, attestation: "none", timeout: patience,
    },
  });
  return { passkey_client: text_of(made.response.clientDataJSON), passkey_attestation: text_of(made.response.attestationObject) };
}

for (const part of document.querySelectorAll("[data-passkey-part]")) {
  if (!window.PublicKeyCredential) continue;
  const button = part.querySelector("[data-passkey]");
  const fault = part.querySelector("[data-passkey-fault]");
  part.hidden = false;
  button.addEventListener("click", async () => {
    const name = button.form.querySelector("[data-passkey-name]");
    if (name && !name.reportValidity()) return;
    fault.hidden = true;
    button.disabled = true;
    try {
      send(button.form, await (button.dataset.passkey === "create" ? make(button.dataset) : prove(button.dataset)));
    } catch {
      fault.hidden = false; // stopped by the person, no such key, or too late: the sentence says what else there is
      button.disabled = false;
    }
  });
}
