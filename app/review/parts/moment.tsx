import type { ReactNode } from 'react';
import { formatTime } from '../times.ts';

/** A time in the office's zone; the exact UTC beside it on demand. */
export function Moment({ at, seconds = false, children }: { at: string; seconds?: boolean; children?: ReactNode }) {
  const local = formatTime(at, { seconds });
  return (
    <time dateTime={at} title={`${children === undefined ? '' : `${local} New York · `}${at}`}>
      {children ?? local}
    </time>
  );
}
