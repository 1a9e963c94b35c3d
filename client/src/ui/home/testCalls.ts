/** Calls to a test partner of the server's own (docs/protocol.md, sections 10 and 11.2). */

export type TestCallTrouble = 'peers-disabled' | 'peers-busy' | 'rate-limited' | 'failed';

const TROUBLES: readonly string[] = ['peers-disabled', 'peers-busy', 'rate-limited'] satisfies TestCallTrouble[];

function member(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Whether this server offers them; one that does not say so does not. Never rejects. */
export async function offersTestCalls(signal: AbortSignal): Promise<boolean> {
  const answer = await fetch('/api/info', { signal }).catch(() => null);
  const info: unknown = answer?.ok === true ? await answer.json().catch(() => null) : null;
  return member(info, 'testCalls') === true;
}

/** Asks for a room with a test partner in it. Never rejects. */
export async function startTestCall(): Promise<{ readonly room: string } | { readonly trouble: TestCallTrouble }> {
  const answer = await fetch('/api/test-calls', { method: 'POST' }).catch(() => null);
  const body: unknown = await answer?.json().catch(() => null);
  const room = member(body, 'room');
  if (answer?.status === 201 && typeof room === 'string') return { room };
  const code = member(body, 'code');
  return { trouble: typeof code === 'string' && TROUBLES.includes(code) ? (code as TestCallTrouble) : 'failed' };
}
