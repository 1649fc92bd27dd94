/** The files of a draft as pages show them: what the record knows of each, and what the witness said of it. */
import type { AppLoadContext } from '@remix-run/node';
import type { FileDeclared } from '#db/intake/sections.ts';
import { readUploads } from '#db/intake/uploads.ts';
import type { Draft } from '../draft/draft.ts';

export type FileRole = FileDeclared['role'];

export type ReportFile = {
  id: string;
  name: string;
  size: number;
  /** False: broken off, or on its way at this moment, perhaps from another tab. Only stored files are handed in. */
  stored: boolean;
  caption: string;
  declared: FileDeclared;
};

/** In the order in which they were chosen. */
export async function readReportFiles({ sql }: AppLoadContext, draft: Pick<Draft, 'proof' | 'content'>): Promise<ReportFile[]> {
  const words = new Map(draft.content.files.map((file) => [file.upload, file]));
  return (await readUploads(sql, draft.proof)).map(({ id, size, state }) => {
    const said = words.get(id);
    return {
      id,
      size,
      stored: state === 'stored',
      name: said?.name ?? '',
      caption: said?.caption ?? '',
      declared: said?.declared ?? { role: 'evidence' },
    };
  });
}

/** A statement tells what happened once it is stored, not while it is on its way or where it broke off. */
export function isStatement({ stored, declared }: Pick<ReportFile, 'stored' | 'declared'>): boolean {
  return stored && declared.role === 'statement';
}

/** Whether a statement has arrived. The record is asked only where the draft names one. */
export async function hasStatement(context: AppLoadContext, draft: Pick<Draft, 'proof' | 'content'>): Promise<boolean> {
  if (!draft.content.files.some(({ declared }) => declared.role === 'statement')) return false;
  return (await readReportFiles(context, draft)).some(isStatement);
}
