import type { Refusal } from '#db/review/tickets.ts';

/** Why nothing is served: status and sentence. One answer for every ticket that is not good any more. */
export const refusals = {
  unknown: { status: 404, text: 'This link has ended. Go back to the console and open the file again.' },
  not_allowed: { status: 403, text: 'Your account may not open this.' },
  restricted: {
    status: 403,
    text: 'This material is restricted, or was after the bundle was built. Only the restricted officer can open restricted files.',
  },
  verdict: { status: 403, text: 'The result of the malware scan does not allow this file to be opened.' },
  missing: { status: 404, text: 'This is not stored (any more, or not yet).' },
} as const satisfies Record<Refusal, { status: number; text: string }>;
