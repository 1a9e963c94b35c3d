import { Bot } from 'lucide-react';
import type { PeerSnapshot } from '../../call/snapshot';
import { Avatar, tint } from './Avatar';

/** What is seen of somebody where there is no picture: the letters of the name, and of a program, which never has one, that it is one. */
export function Face({
  peer: { name, kind },
  small = false,
}: {
  readonly peer: Pick<PeerSnapshot, 'name' | 'kind'>;
  readonly small?: boolean;
}) {
  if (kind === 'browser') return <Avatar name={name} small={small} />;
  return (
    <span
      className={`avatar avatar-${tint(name)} avatar-program${small ? ' avatar-small' : ''}`}
      aria-hidden="true"
      data-testid="program-face"
    >
      <Bot />
    </span>
  );
}
