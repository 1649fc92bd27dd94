import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ask, type Bucket, type Store } from './client.ts';

/** One question a store's client: who it is does not change. */
const asked = new WeakMap<Store, Promise<Acl>>();

type Acl = { GrantReadACP?: string };

/**
 * What keeps whoever uploads into quarantine from ever reading it back. The Ceph gateway (tried: 16.2) does not ask the bucket's policy when a part is copied from an object of the
 * same uploader, only the object's ACL; and the ETag of a copy of one byte is that byte. So such an object gets an ACL by which its uploader may read the ACL, which the policy
 * denies, and nothing else: an explicit grant takes the place of the owner's usual full control. Receive reads by the policy as before. On AWS the bucket's owner owns every
 * object, ACLs are off, and the policy is asked.
 */
export function uploaderAcl(store: Store, bucket: Bucket): Promise<Acl> {
  if (bucket !== 'quarantine') return Promise.resolve({});
  const known = asked.get(store);
  if (known) return known;
  const asking = askForAcl(store);
  asked.set(store, asking);
  asking.catch(() => asked.delete(store));
  return asking;
}

async function askForAcl(store: Store): Promise<Acl> {
  try {
    const { Owner } = await ask('ask who this is', () => store.client.send(new ListBucketsCommand({})));
    const id = Owner?.ID ?? '';
    // On AWS this is an account's canonical id; the gateway's users have names.
    return id === '' || /^[0-9a-f]{64}$/.test(id) ? {} : { GrantReadACP: `id="${id}"` };
  } catch (error) {
    if ((error as Error).name === 'StoreDenied') return {}; // AWS, where a user need not be allowed to ask
    throw error;
  }
}
