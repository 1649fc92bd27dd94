/** Every variable that a process of ours may be given: secrets and endpoints only; all else is a setting in the record. Secrets have no defaults. */
import { z } from 'zod';

/** An http(s) origin: scheme, host, port and nothing after. */
const origin = z
  .url({ protocol: /^https?$/ })
  .refine((value) => URL.canParse(value) && new URL(value).origin === value, 'must be an origin without a path');
const endpoint = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));
const secret = z.string().min(8);
const file = z.string().min(1).startsWith('/', 'must be an absolute path');
const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['0', '1']).transform((value) => value === '1');

const every = {
  MODE: z.enum(['local', 'test', 'production']),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Health, metrics and details; 0 takes any free port. */
  PRIVATE_PORT: port.default(0),
  PRIVATE_HOST: z.string().min(1).default('127.0.0.1'),
  /** Tests only: the place at which a process kills itself. */
  FAILPOINT: z.string().min(1).optional(),
  /** Tests only: milliseconds. */
  LOCK_DURATION_MS: z.coerce.number().int().min(500).max(120_000).optional(),
};

const web = {
  PORT: port,
  HOST: z.string().min(1).default('127.0.0.1'),
  ORIGIN: origin,
};

const store = {
  S3_ENDPOINT: endpoint,
  S3_REGION: z.string().min(1),
  S3_FORCE_PATH_STYLE: flag,
  S3_ACCESS_KEY_ID: z.string().min(3),
  S3_SECRET_ACCESS_KEY: secret,
  S3_BUCKET_PREFIX: z
    .string()
    .regex(/^[a-z0-9.-]*$/)
    .default(''),
  S3_SSE: z.enum(['none', 'AES256', 'aws:kms']),
  /** What browsers see and what is signed for them. */
  S3_PUBLIC_ENDPOINT: endpoint.optional(),
  /** Production: the foreign host of S3_PUBLIC_ENDPOINT, repeated here on purpose. */
  S3_PUBLIC_FOREIGN_HOST: z.string().min(1).optional(),
};

const worker = {
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  QUEUE_PREFIX: z.string().regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, _ and - only'),
  SPOOL_DIR: file,
};

const scanner = {
  CLAMD_SOCKET: file.optional(),
  CLAMD_HOST: z.string().min(1).optional(),
  CLAMD_PORT: port.optional(),
  CLAMD_SIGNATURES: z.enum(['official', 'eicar-only', 'other']),
};

const intake = z.object({
  ...every,
  ...web,
  ...store,
  S3_PUBLIC_ENDPOINT: endpoint,
  SEALING_PUBLIC_KEY_FILE: file,
  /** With user and password where the server wants them; without it no mail is offered. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
});
const review = z.object({ ...every, ...web, ...store, EVIDENCE_ORIGIN: origin, SEALING_PRIVATE_KEY_FILE: file, ACCOUNT_KEY_FILE: file });
const evidence = z.object({ ...every, ...web, ...store, CONSOLE_ORIGIN: origin });
const receive = z
  .object({ ...every, ...store, ...worker, ...scanner })
  .refine((value) => (value.CLAMD_SOCKET !== undefined) !== (value.CLAMD_HOST !== undefined && value.CLAMD_PORT !== undefined), {
    path: ['CLAMD_SOCKET'],
    message: 'give CLAMD_SOCKET, or CLAMD_HOST and CLAMD_PORT',
  });
const media = z.object({ ...every, ...store, ...worker });
const records = z.object({ ...every, ...store, ...worker, SIGNING_KEY_FILE: file });
/** The store's users as its bootstrap names them in bucket policies (ARNs). */
const principal = z.string().startsWith('arn:', 'must be an ARN').optional();
/** The passwords that `migrate` gives to the logins of the process groups. */
const password = z.string().min(16).optional();
/** Commands differ in what they need: all but the first two is optional, and each says what it misses. */
const command = z.object({
  ...every,
  ...z.object(store).partial().shape,
  SIGNING_KEY_FILE: file.optional(),
  ACCOUNT_KEY_FILE: file.optional(),
  SEALING_PUBLIC_KEY_FILE: file.optional(),
  ORIGIN: origin.optional(),
  S3_INTAKE_PRINCIPAL: principal,
  S3_RECEIVE_PRINCIPAL: principal,
  S3_MEDIA_PRINCIPAL: principal,
  S3_RECORDS_PRINCIPAL: principal,
  S3_CONSOLE_PRINCIPAL: principal,
  OWNER_LOGIN_PASSWORD: password,
  INTAKE_LOGIN_PASSWORD: password,
  CONSOLE_LOGIN_PASSWORD: password,
  RECEIVE_LOGIN_PASSWORD: password,
  MEDIA_LOGIN_PASSWORD: password,
  RECORDS_LOGIN_PASSWORD: password,
});

export const groups = { intake, review, evidence, receive, media, records, command } as const;
export type Group = keyof typeof groups;
export type Environment<G extends Group> = z.output<(typeof groups)[G]>;
export type StoreEnvironment = z.output<z.ZodObject<typeof store>>;
export type ScannerEnvironment = z.output<z.ZodObject<typeof scanner>>;
