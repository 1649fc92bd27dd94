import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, utf8 } from './sha256.ts';
import {
  appendLeaf,
  checkConsistency,
  checkInclusion,
  emptyFrontier,
  frontierRoot,
  hashInner,
  hashLeaf,
  proveConsistency,
  proveInclusion,
  treeRoot,
} from './tree.ts';
import vectors from './vectors.json' with { type: 'json' };

const rfcLeaves = vectors.tree.leaves.map((hex) => hashLeaf(fromHex(hex) ?? new Uint8Array()));
const leavesOf = (count: number) => Array.from({ length: count }, (_, index) => hashLeaf(utf8(String(index))));

describe('the Merkle tree of RFC 6962', () => {
  test('has the published root when empty and the published hash of an empty leaf', () => {
    expect(toHex(treeRoot([]))).toBe(vectors.tree.emptyRoot);
    expect(toHex(hashLeaf(new Uint8Array()))).toBe(vectors.tree.emptyLeaf);
  });

  test.each(vectors.tree.roots.map((root, index) => [index + 1, root] as const))(
    'over the first %i reference leaves has root %s',
    (size, root) => {
      expect(toHex(treeRoot(rfcLeaves.slice(0, size)))).toBe(root);
    },
  );

  test('grows leaf by leaf to the same root as built whole by the recursive definition', () => {
    let frontier = emptyFrontier;
    for (let size = 1; size <= 70; size += 1) {
      frontier = appendLeaf(frontier, leavesOf(size).at(-1) ?? new Uint8Array());
      expect(toHex(frontierRoot(frontier))).toBe(toHex(rootByDefinition(leavesOf(size))));
    }
  });

  test('proves that every leaf is in it, and nothing else is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), (size, at, flip) => {
        const leaves = leavesOf(size);
        const index = at % size;
        const proof = proveInclusion(leaves, index);
        const claim = { leaf: leaves[index] ?? new Uint8Array(), index, size, proof, root: treeRoot(leaves) };
        expect(checkInclusion(claim)).toBe(true);
        expect(checkInclusion({ ...claim, leaf: hashLeaf(utf8('other')) })).toBe(false);
        expect(checkInclusion({ ...claim, index: size })).toBe(false);
        expect(checkInclusion({ ...claim, proof: [...proof, claim.root] })).toBe(false);
        if (size > 1) {
          expect(checkInclusion({ ...claim, index: (index + 1) % size })).toBe(false);
          expect(checkInclusion({ ...claim, proof: proof.map((hash, n) => (n === flip % proof.length ? hashLeaf(hash) : hash)) })).toBe(
            false,
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  test('proves that an earlier tree is its start, and that a rewritten one is not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (newSize, at) => {
        const leaves = leavesOf(newSize);
        const oldSize = 1 + (at % newSize);
        const claim = {
          oldSize,
          oldRoot: treeRoot(leaves.slice(0, oldSize)),
          newSize,
          newRoot: treeRoot(leaves),
          proof: proveConsistency(leaves, oldSize),
        };
        expect(checkConsistency(claim)).toBe(true);
        const rewritten = [hashLeaf(utf8('rewritten')), ...leaves.slice(1)];
        expect(checkConsistency({ ...claim, newRoot: treeRoot(rewritten), proof: proveConsistency(rewritten, oldSize) })).toBe(false);
        expect(checkConsistency({ ...claim, oldRoot: treeRoot(rewritten.slice(0, oldSize)) })).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

/** RFC 6962, 2.1, word by word: an independent reading to compare with. */
function rootByDefinition(leaves: Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only && leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return hashInner(rootByDefinition(leaves.slice(0, split)), rootByDefinition(leaves.slice(split)));
}
