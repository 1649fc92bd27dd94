/** What the page of one submission shows, from the record's rows: labels resolved, hostile text untouched, nothing that its reader may not have. */
import type { AppLoadContext } from '@remix-run/node';
import { readFile } from '#db/review/file.ts';
import { readConversation } from '#db/review/messages.ts';
import type { FileDetail } from '#db/review/file.ts';
import { readSubmission } from '#db/review/submission.ts';
import type { FileSummary, SubmissionPage } from '#db/review/submission.ts';
import { actions } from '#db/vocabularies/actions.ts';
import { facts } from '#db/vocabularies/facts.ts';
import { verdicts } from '#db/vocabularies/verdicts.ts';
import { describeDeclared, groupsOf, narrativeOf } from './answers.server.ts';
import { correctionsOf, showConversation } from './conversation.server.ts';
import { actorLabel, labelOf } from './labels.ts';
import type { Staff } from './session.server.ts';
import { addressesFor } from './tickets.server.ts';
import { formatAge, formatLeft } from './times.ts';

/** Copies that are worth a place in the viewer, best first. */
const viewed = ['proxy', 'view', 'page', 'filmstrip', 'waveform', 'poster', 'text', 'thumbnail'];

export async function openSubmission(context: AppLoadContext, staff: Staff, id: string, ordinal: number | null) {
  const page = await readSubmission(context.sql, staff.accountId, id);
  if (!page) throw new Response(null, { status: 404 });
  const chosen = page.files.find((file) => file.ordinal === ordinal) ?? page.files[0];
  const detail = chosen ? await readFile(context.sql, staff.accountId, { submissionId: id, fileId: chosen.id }) : null;
  const shown = (file: FileSummary) => verdicts[file.verdict].derivatives !== 'none' && !file.restricted && page.restricted === null;
  const copies =
    chosen && detail && shown(chosen)
      ? detail.derivatives.toSorted((a, b) => viewed.indexOf(a.kind) - viewed.indexOf(b.kind) || a.ordinal - b.ordinal)
      : [];
  const thumbnails = page.files.filter(shown).flatMap((file) => (file.thumbnailId ? [file.thumbnailId] : []));
  const addresses = await addressesFor(context, staff, [...new Set([...thumbnails, ...copies.map((copy) => copy.id)])]);
  const conversation = staff.may('message.write') ? await readConversation(context.sql, staff.accountId, id) : null;
  const now = new Date();
  const [latest] = page.versions;
  return {
    id: page.id,
    reference: page.reference,
    language: page.language,
    state: page.standing.state,
    receivedAt: page.receivedAt.toISOString(),
    age: formatAge(page.receivedAt, now),
    compartment: page.compartment,
    restricted: page.restricted ? { at: page.restricted.at.toISOString(), officer: page.restricted.officer, byMe: false } : null,
    processing: page.assessState === 'failed' || page.assessState === 'parked' ? (page.assessReason ?? page.assessState) : null,
    urgencyReasons: page.urgencyReasons,
    attention: page.attention,
    version: page.standing.version,
    holder: page.standing.holder
      ? {
          name: page.standing.holder.name,
          mine: page.standing.holder.accountId === staff.accountId,
          left: formatLeft(now, page.standing.holder.until),
        }
      : null,
    narrative: narrativeOf(latest?.answers),
    answers: groupsOf(latest?.answers),
    corrections: correctionsOf(latest?.answers),
    versions: page.versions.map(({ version, kind, at, answers }) => ({
      version,
      kind,
      at: at.toISOString(),
      narrative: narrativeOf(answers),
    })),
    identities: page.identities,
    files: page.files.map((file) => ({ ...file, thumbnail: file.thumbnailId ? (addresses[file.thumbnailId] ?? null) : null })),
    testSignatures: page.files.some((file) => file.signatures === 'eicar-only'),
    chosen: chosen && detail ? toDetail(chosen, detail, copies, addresses) : null,
    facts: toFacts(page),
    decisions: page.decisions.map((decision) => ({ ...decision, at: decision.at.toISOString() })),
    custody: {
      total: page.custody.total,
      events: page.custody.events.map((event) => ({
        ...event,
        at: event.at.toISOString(),
        label: labelOf(actions, event.action),
        actor: event.actorName ?? actorLabel(event.actor),
        file: page.files.find((file) => file.id === event.item)?.ordinal ?? null,
      })),
    },
    cases: page.cases,
    conversation: conversation && showConversation(conversation),
  };
}

function toDetail(file: FileSummary, detail: FileDetail, copies: FileDetail['derivatives'], addresses: Record<string, string>) {
  return {
    id: file.id,
    ordinal: file.ordinal,
    declared: describeDeclared(detail.declared),
    sha256: detail.sha256,
    sha256Declared: detail.sha256Declared,
    hashSource: detail.hashSource,
    retention: detail.retention ? { mode: detail.retention.mode, until: detail.retention.until.toISOString() } : null,
    copies: copies.flatMap((copy) => (addresses[copy.id] ? [{ ...copy, address: addresses[copy.id] as string }] : [])),
    scan: detail.scans[0]
      ? { ...detail.scans[0], at: detail.scans[0].at.toISOString(), signaturesDate: detail.scans[0].signaturesDate?.toISOString() ?? null }
      : null,
    metadata: detail.metadata.map((reading) => ({
      tool: reading.tool,
      toolVersion: reading.toolVersion,
      at: reading.at.toISOString(),
      summary: summarise(reading.parsed),
      raw: reading.raw,
    })),
  };
}

function toFacts(page: SubmissionPage) {
  return page.facts.map((fact) => ({
    id: fact.id,
    kind: fact.kind,
    label: labelOf(facts, fact.kind),
    file: page.files.find((file) => file.id === fact.fileId)?.ordinal ?? null,
    evidence: summarise(fact.evidence),
  }));
}

/** Flat name–value pairs of a parsed reading, for people; the raw output stands beside it. */
function summarise(value: unknown, prefix = '', depth = 0): { name: string; value: string }[] {
  if (typeof value !== 'object' || value === null) return prefix ? [{ name: prefix, value: asText(value) }] : [];
  if (Array.isArray(value)) {
    if (value.every((each) => typeof each !== 'object')) return prefix ? [{ name: prefix, value: asText(value.join(', ')) }] : [];
    return value.flatMap((each) => summarise(each, prefix, depth + 1)).slice(0, 80);
  }
  if ('tag' in value && 'value' in value) return [{ name: asText(value.tag), value: asText(value.value) }];
  return Object.entries(value)
    .flatMap(([key, each]) => {
      const name = prefix ? `${prefix} › ${key}` : key;
      if (each === null || each === '') return [];
      if (typeof each === 'object' && depth < 2) return summarise(each, name, depth + 1);
      return [{ name, value: asText(each) }];
    })
    .slice(0, 80);
}

function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (text ?? '').slice(0, 500);
}
