/** What stands beside the stage; one at a time. */
export type Panel = { readonly kind: 'chat' } | { readonly kind: 'people' } | { readonly kind: 'link'; readonly peerId: string };

export function samePanel(one: Panel | null, other: Panel): boolean {
  if (one === null || one.kind !== other.kind) return false;
  return one.kind !== 'link' || (other.kind === 'link' && one.peerId === other.peerId);
}
