/** Our uploader's core in Node: create, sign, parts and complete by the real intake process, each byte read once for the part's and the whole file's hash. */
import { createHash, randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { partSizeFor } from '#app/intake/upload/limits.ts';
import { transferParts, type HashedPart } from '#app/intake/upload/transfer.ts';
import { deleteVersion } from '#infra/store/objects.ts';
import { Witness } from '#tests/support/witness.ts';
import type { World } from '#tests/support/world.ts';

const agent = new Agent({ keepAlive: true });
type Asked = { upload: string } & { url: string; headers: Record<string, string> };

/** Sends the file in a report of its own; resolves with the upload's id. */
export async function sendByOurCore(origin: string, { handle, size }: { handle: FileHandle; size: number }): Promise<string> {
  const witness = new Witness(origin);
  await witness.begin();
  const ask = async (verb: string, body: object): Promise<Asked> => {
    const { status, text } = await witness.json(`/report/files/${verb}`, body);
    if (status !== 200) throw new Error(`${verb} answered ${status}`);
    return JSON.parse(text) as Asked;
  };
  const { upload } = await ask('create', { upload: randomUUID(), name: 'video.mp4', size });
  const whole = createHash('sha256');
  const parts = await transferParts(size, partSizeFor(size), {
    async read({ start, end }): Promise<HashedPart> {
      const bytes = new ArrayBuffer(end - start);
      await handle.read(new Uint8Array(bytes), 0, end - start, start);
      whole.update(new Uint8Array(bytes));
      return { bytes, sha256: createHash('sha256').update(new Uint8Array(bytes)).digest('hex') };
    },
    async send({ n }, { bytes, sha256 }) {
      const { url, headers } = await ask('sign', { upload, part: n, size: bytes.byteLength, sha256 });
      await put(url, headers, new Uint8Array(bytes));
    },
  });
  await ask('complete', { upload, sha256: whole.digest('hex'), parts });
  return upload;
}

/** Takes the bytes out of quarantine again, which a bench would fill. */
export async function clearUpload(world: World, upload: string): Promise<void> {
  const [row] = await world.superSql<
    { key: string; version: string }[]
  >`select object_key as key, version_id as version from uploads where id = ${upload}`;
  await deleteVersion(world.store('receive'), { bucket: 'quarantine', key: row?.key ?? '', versionId: row?.version ?? '' });
}

/** Over the same kind of kept connections as the SDK's own. */
function put(url: string, headers: Record<string, string>, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'PUT', agent, headers: { ...headers, 'content-length': body.byteLength } }, (response) => {
      response.resume();
      if (response.statusCode === 200) response.once('end', resolve);
      else reject(new Error(`the store answered ${response.statusCode}`));
    });
    sending.once('error', reject);
    sending.end(body);
  });
}
