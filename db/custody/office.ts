import type { Subject } from './append.ts';

/** There is one office an installation, so its chain has a fixed name: settings, sign-ins of nobody known, probes, checks. */
export const officeSubject: Subject = { kind: 'office', id: '00000000-0000-0000-0000-000000000000' };
