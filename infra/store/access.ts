/**
 * Which credential may do what in which bucket, as bucket policies. One table; `bootstrap.ts` writes it, the tests try every cell of it.
 *
 * Each credential gets what is listed and an explicit **Deny of everything else**: on the Ceph gateway whoever uploaded an object owns it and may read,
 * delete and unlock it unless told otherwise, and on AWS a Deny here stands above whatever a user's own policy allows. The Deny names every action,
 * because the gateway does not hold an owner to a Deny by `NotAction` (tried: reading, ACLs and the bypass of locks stayed open).
 */
import type { Bucket } from './client.ts';

export const principals = ['intake', 'receive', 'media', 'records', 'console'] as const;
export type Principal = (typeof principals)[number];

type Grant = readonly `s3:${string}`[];

/** Every action on objects and listings that both stores know (the gateway refuses a policy that names one it does not); the settings of buckets by pattern. */
const actions: Grant = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:GetObjectTorrent',
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:RestoreObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
  's3:GetObjectAcl',
  's3:GetObjectVersionAcl',
  's3:PutObjectAcl',
  's3:PutObjectVersionAcl',
  's3:GetObjectTagging',
  's3:GetObjectVersionTagging',
  's3:PutObjectTagging',
  's3:PutObjectVersionTagging',
  's3:DeleteObjectTagging',
  's3:DeleteObjectVersionTagging',
  's3:GetObjectRetention',
  's3:PutObjectRetention',
  's3:GetObjectLegalHold',
  's3:PutObjectLegalHold',
  's3:BypassGovernanceRetention',
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:ListBucketMultipartUploads',
  's3:GetBucket*',
  's3:PutBucket*',
  's3:DeleteBucket*',
  's3:PutLifecycleConfiguration',
  's3:PutReplicationConfiguration',
];

const list: Grant = ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'];
const read: Grant = ['s3:GetObject', 's3:GetObjectVersion'];
const write: Grant = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

/**
 * Whoever writes may list (lost replies are looked up, the reconciler looks for objects without a row) and sees keys and sizes only by it.
 * Nobody here bypasses a lock, shortens one, changes an ACL or a policy, or deletes an original: that is the buckets' owner, two persons, by command.
 */
export const grants: Record<Bucket, Partial<Record<Principal, Grant>>> = {
  quarantine: {
    // A public process: it may put bytes in and can never see one again.
    intake: [...write, ...list],
    // Aborts what drafts left unfinished; deletes a version after the record names its locked original.
    receive: [...read, ...list, 's3:DeleteObjectVersion', 's3:AbortMultipartUpload'],
  },
  originals: {
    receive: [...write, ...read, ...list, 's3:PutObjectRetention', 's3:GetObjectRetention'],
    media: read,
    records: [...read, 's3:GetObjectRetention'],
    console: read,
  },
  derivatives: {
    media: [...write, ...read, ...list],
    records: read,
    console: read,
  },
  // Checkpoints and the erasure ledger: who writes them cannot read or change them.
  records: {
    records: [...write, ...list],
  },
  bundles: {
    records: [...write, ...read, ...list],
    console: read,
  },
};

type Statement = {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Principal: { AWS: string[] };
  Action: readonly string[];
  Resource: string[];
};

/**
 * The policy of one bucket for the given principals (ARNs). Pure. `owner` is the buckets' owner where the store needs to be told that it may read what others put
 * into its own bucket (the Ceph gateway; on AWS it owns every object): it alone reads the copies of checkpoints back.
 */
export function policyOf(
  bucket: Bucket,
  name: string,
  arns: Record<Principal, string>,
  owner: string | null = null,
): { Version: string; Statement: Statement[] } {
  const resources = [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
  const statements = principals.flatMap((principal): Statement[] => {
    const allowed = grants[bucket][principal];
    const whom = { Principal: { AWS: [arns[principal]] }, Resource: resources };
    if (!allowed) return [{ Sid: `${principal}Nothing`, Effect: 'Deny', Action: ['s3:*'], ...whom }];
    return [
      { Sid: `${principal}May`, Effect: 'Allow', Action: allowed, ...whom },
      { Sid: `${principal}NothingElse`, Effect: 'Deny', Action: actions.filter((action) => !allowed.includes(action)), ...whom },
    ];
  });
  if (bucket === 'records' && owner !== null) {
    statements.push({ Sid: 'ownerReads', Effect: 'Allow', Action: read, Principal: { AWS: [owner] }, Resource: resources });
  }
  return { Version: '2012-10-17', Statement: statements };
}
