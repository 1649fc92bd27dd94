/** VERIFY.txt: how a stranger checks a bundle with what their computer has, now and in ten years. ASCII, lines up to 100 characters. Pure. */

export const signatureCommand = (file: string): string =>
  `openssl pkeyutl -verify -pubin -inkey signatures/portal-signing-key.pem -rawin -in ${file} -sigfile signatures/${file}.sig`;
export const fingerprintCommand = 'openssl pkey -pubin -in signatures/portal-signing-key.pem -outform DER | tail -c 32 | sha256sum';

/** `name`: the bundle's folder. */
export function verifyText(name: string): string {
  return `HOW TO CHECK THIS BUNDLE                                                       ${name}

Nothing of ours is needed. Open a terminal in the folder that holds this file.

1. Every file is there and unchanged (Linux, macOS with coreutils, Git Bash, WSL)

     sha256sum -c manifest-sha256.txt
     sha256sum -c tagmanifest-sha256.txt

   Each line must end in OK. On macOS without coreutils: shasum -a 256 -c manifest-sha256.txt
   Windows PowerShell (prints nothing but the last line when all is well):

     foreach ($m in 'manifest-sha256.txt','tagmanifest-sha256.txt') { Get-Content $m | ForEach-Object {
       $h, $p = $_ -split '  ', 2
       if ((Get-FileHash -Algorithm SHA256 $p).Hash -ne $h) { "DIFFERS: $p" } } }; 'checked'

2. Nothing was added. The folder must hold the files that the two manifests name and, besides them,
   only tagmanifest-sha256.txt and signatures/tagmanifest-sha256.txt.sig. The folder is a BagIt 1.0
   bag (RFC 8493); "bagit.py --validate FOLDER" does steps 1 and 2. Do not use its --fast option: it
   does not look at the bytes.

3. The manifests were signed by the portal (OpenSSL 3)

     ${signatureCommand('manifest-sha256.txt')}
     ${signatureCommand('tagmanifest-sha256.txt')}

   Both must say "Signature Verified Successfully".

4. The key is the office's. Anyone can make a key, so compare its fingerprint with the one that the
   office tells you in another way, by telephone or on paper:

     ${fingerprintCommand}

   Without this step the signatures show only that all parts of the bundle belong together.

WHAT THE CHECKS SHOW, AND WHAT THEY DO NOT
They show that the files are the ones that the portal held when the bundle was made, byte for byte,
and what the portal recorded about them since they arrived. They say nothing about who made a
recording, when, or what it shows. Times are from the portal's clock, in UTC. What a device wrote
into a file about time or place is given as recorded by the device, not verified.

HASHES
"sha256" is SHA-256 (FIPS 180-4) over the whole file, computed by the portal when it took the file
over. "sha256Declared" was computed before that, on the witness's device ("device") or by the portal
while the file was coming in ("server").

CUSTODY LOG: metadata/custody.jsonl
One JSON object a line, one event each, the chains one after the other:
  envelope  text; itself JSON in the canonical form of RFC 8785, with the fields action, actor, at,
            item, payload, prev, reason, role, seq, subject, v
  hash      SHA-256 of the envelope's bytes in UTF-8, in hex
  payload   text with details, or null when there are none or they are withheld
  salt      32 bytes in hex, or null
For each subject ("case:..." or "submission:..."):
  - seq counts 1, 2, 3 without a gap;
  - prev is the hash of the event before; in the first event it is 64 zeros;
  - where payload and salt are given, the envelope's payload field is
    SHA-256(salt's 32 bytes followed by the payload's bytes in UTF-8), in hex;
  - the last event is the request for this bundle; its number and hash stand in
    data/00_START_HERE.pdf and in metadata/items.json.
Details that staff wrote are withheld; their hash stays in the envelope, so they cannot be changed
without being noticed. Changing, removing or inserting an event breaks the chain behind it.

WHO THE WITNESS IS
What a witness told the office about who they are and how to reach them is sealed and is not in this
bundle. Files and what tools read out of them may still point to a person: device serial numbers,
places, faces, voices, names in file names.
`;
}
