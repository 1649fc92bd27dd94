import type { ActionFunctionArgs } from '@remix-run/node';
import { findProof } from '../draft/draft.ts';
import { answerJson } from '../upload/answer-json.ts';
import { signPart, signRequest } from '../upload/direct.ts';

export async function action(route: ActionFunctionArgs) {
  return answerJson(route, signRequest, findProof, async (proof, part) => {
    route.context.intake.load.paces.keep(proof.id, 'sign');
    return { ok: true, value: await signPart(route.context, proof, part) };
  });
}
