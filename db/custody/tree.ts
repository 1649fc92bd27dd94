/**
 * The Merkle tree of RFC 6962 (section 2.1): leaves and inner nodes are hashed with different prefixes, so that one can never pass for the other.
 * The tree only ever grows; a checkpoint is its root at one size. Pure.
 */
import { sha256 } from './sha256.ts';

const leafPrefix = Uint8Array.of(0);
const innerPrefix = Uint8Array.of(1);

/** A proof was asked for a leaf or a size that the tree does not have. */
export class OutsideTree extends Error {
  override name = 'OutsideTree';
}

export function hashLeaf(data: Uint8Array): Uint8Array {
  return sha256(leafPrefix, data);
}

export function hashInner(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(innerPrefix, left, right);
}

/** Root over leaf hashes; of no leaf at all, the hash of nothing. */
export function treeRoot(leaves: readonly Uint8Array[]): Uint8Array {
  let frontier = emptyFrontier;
  for (const leaf of leaves) frontier = appendLeaf(frontier, leaf);
  return frontierRoot(frontier);
}

/**
 * The right edge of a tree: roots of its complete subtrees from left (largest) to right. Enough to append further leaves and to know the root;
 * it has as many hashes as `size` has bits set.
 */
export type Frontier = { size: number; hashes: readonly Uint8Array[] };

export const emptyFrontier: Frontier = { size: 0, hashes: [] };

export function appendLeaf(frontier: Frontier, leaf: Uint8Array): Frontier {
  const hashes = [...frontier.hashes];
  let node = leaf;
  for (let size = frontier.size; size % 2 === 1; size = Math.floor(size / 2)) node = hashInner(required(hashes.pop()), node);
  hashes.push(node);
  return { size: frontier.size + 1, hashes };
}

export function frontierRoot(frontier: Frontier): Uint8Array {
  const [last, ...others] = frontier.hashes.toReversed();
  return last ? others.reduce((right, left) => hashInner(left, right), last) : sha256();
}

/** The hashes that, with the leaf's own, give the root (RFC 6962, 2.1.1). */
export function proveInclusion(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (index < 0 || index >= leaves.length) throw new OutsideTree(`the tree of ${leaves.length} leaves has no leaf ${index}`);
  if (leaves.length === 1) return [];
  const split = splitSize(leaves.length);
  return index < split
    ? [...proveInclusion(leaves.slice(0, split), index), treeRoot(leaves.slice(split))]
    : [...proveInclusion(leaves.slice(split), index - split), treeRoot(leaves.slice(0, split))];
}

/** Whether the proof leads from the leaf's hash to the root (RFC 9162, 2.1.3.2). */
export function checkInclusion(claim: {
  leaf: Uint8Array;
  index: number;
  size: number;
  proof: readonly Uint8Array[];
  root: Uint8Array;
}): boolean {
  if (claim.index < 0 || claim.index >= claim.size) return false;
  let node = claim.leaf;
  let first = claim.index;
  let last = claim.size - 1;
  for (const sibling of claim.proof) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      node = hashInner(sibling, node);
      while (first % 2 === 0 && first !== 0) {
        first = Math.floor(first / 2);
        last = Math.floor(last / 2);
      }
    } else {
      node = hashInner(node, sibling);
    }
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && same(node, claim.root);
}

/** The hashes that show that the tree of `size` leaves is the start of this one (RFC 6962, 2.1.2). */
export function proveConsistency(leaves: readonly Uint8Array[], size: number): Uint8Array[] {
  if (size < 1 || size > leaves.length) throw new OutsideTree(`the tree of ${leaves.length} leaves never had ${size}`);
  return subproof(leaves, size, true);
}

/** Whether the tree with `oldRoot` is the start of the tree with `newRoot` (RFC 9162, 2.1.4.2). */
export function checkConsistency(claim: {
  oldSize: number;
  oldRoot: Uint8Array;
  newSize: number;
  newRoot: Uint8Array;
  proof: readonly Uint8Array[];
}): boolean {
  const { oldSize, newSize } = claim;
  if (oldSize < 1 || oldSize > newSize) return false;
  if (oldSize === newSize) return claim.proof.length === 0 && same(claim.oldRoot, claim.newRoot);
  const path = isPowerOfTwo(oldSize) ? [claim.oldRoot, ...claim.proof] : [...claim.proof];
  const [start, ...siblings] = path;
  if (!start) return false;
  let first = oldSize - 1;
  let last = newSize - 1;
  while (first % 2 === 1) {
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
  }
  let older = start;
  let newer = start;
  for (const sibling of siblings) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      older = hashInner(sibling, older);
      newer = hashInner(sibling, newer);
      while (first % 2 === 0 && first !== 0) {
        first = Math.floor(first / 2);
        last = Math.floor(last / 2);
      }
    } else {
      newer = hashInner(newer, sibling);
    }
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && same(older, claim.oldRoot) && same(newer, claim.newRoot);
}

function subproof(leaves: readonly Uint8Array[], size: number, whole: boolean): Uint8Array[] {
  if (size === leaves.length) return whole ? [] : [treeRoot(leaves)];
  const split = splitSize(leaves.length);
  return size <= split
    ? [...subproof(leaves.slice(0, split), size, whole), treeRoot(leaves.slice(split))]
    : [...subproof(leaves.slice(split), size - split, false), treeRoot(leaves.slice(0, split))];
}

/** The largest power of two below `size`: where RFC 6962 splits a tree. */
function splitSize(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

function isPowerOfTwo(size: number): boolean {
  return splitSize(size + 1) === size;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function required(hash: Uint8Array | undefined): Uint8Array {
  if (!hash) throw new OutsideTree('the frontier has fewer hashes than its size needs');
  return hash;
}
