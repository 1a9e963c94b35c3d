/** Whether an ephemeral user name (`expiry:name`, in Unix seconds, as coturn's `use-auth-secret` has it) is out of date at `now`, in ms. Other names never are. */
export function isExpired(username: string | undefined, now: number): boolean {
  const expiry = /^(?:\d+(?=:)|\d{9,11}$)/.exec(username ?? '')?.[0];
  return expiry !== undefined && Number(expiry) * 1000 < now;
}
