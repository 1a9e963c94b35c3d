/** One entry for every trouble code: what happened, in one sentence, and what the person can do about it, in another. */
import type { TroubleCode } from '../../call/trouble';

export interface TroubleText {
  readonly says: string;
  readonly todo: string;
}

export const troublesEn: Readonly<Record<TroubleCode, TroubleText>> = {
  'permission-denied': {
    says: 'Not allowed for this page in your browser.',
    todo: 'Allow it, then try again. You can also join without.',
  },
  'permission-dismissed': {
    says: 'The browser’s question was closed without an answer.',
    todo: 'Try again and choose “Allow”, or join without.',
  },
  'device-missing': {
    says: 'None was found on this machine.',
    todo: 'Plug one in and it appears here by itself. You can join without it.',
  },
  'device-busy': {
    says: 'Another program is using it.',
    todo: 'Close the other program (often another call), then try again.',
  },
  'device-failed': {
    says: 'It does not start.',
    todo: 'Unplug it and plug it in again, or choose another one.',
  },
  'insecure-context': {
    says: 'This address is not secure, so the browser allows neither camera nor microphone.',
    todo: 'Open this page by https, or on the machine itself by http://localhost.',
  },
  'screen-denied': {
    says: 'The browser or the system did not let the screen be shared.',
    todo: 'Try again and choose a window. On a Mac, allow screen recording for the browser in the system settings first.',
  },
  'signaling-lost': {
    says: 'The connection to the PeerCall server is gone.',
    todo: 'Check your network. Pictures and sound go on; chat and new people wait until it is back.',
  },
  'signaling-refused': {
    says: 'The PeerCall server refused the connection.',
    todo: 'Reload the page. If it stays so, ask whoever runs this PeerCall whether this address is allowed.',
  },
  'server-unreachable': {
    says: 'The PeerCall server does not answer.',
    todo: 'Check your network; the page tries again by itself.',
  },
  'room-full': {
    says: 'The room is full.',
    todo: 'Wait until somebody leaves and try again, or meet in a new room.',
  },
  'server-full': {
    says: 'This PeerCall has no place for another room right now.',
    todo: 'Try again in a few minutes.',
  },
  'password-required': {
    says: 'This room has a password.',
    todo: 'Type it below; whoever invited you knows it.',
  },
  'wrong-password': {
    says: 'That is not the password of this room.',
    todo: 'Check for capital letters and type it again.',
  },
  'invalid-room': {
    says: 'This is not a possible room name.',
    todo: 'Use 3 to 64 small letters, digits and hyphens.',
  },
  'invalid-name': {
    says: 'This name cannot be shown.',
    todo: 'Type a name with at least one visible character.',
  },
  removed: {
    says: 'The host has sent you out of this room.',
    todo: 'If that was a mistake, ask the host for a new room.',
  },
  replaced: {
    says: 'This call goes on in another tab or window.',
    todo: 'Go to that one, or take the call back to here.',
  },
  'rate-limited': {
    says: 'That was too much in too short a time.',
    todo: 'Wait a minute, then try again.',
  },
  'unsupported-version': {
    says: 'This page is older or newer than its server.',
    todo: 'Reload the page to get the one that fits.',
  },
  'unsupported-browser': {
    says: 'This browser cannot make video calls.',
    todo: 'Use a current Chrome, Edge, Firefox or Safari.',
  },
  internal: {
    says: 'Something went wrong on our side.',
    todo: 'Try again. If it comes back, the server’s log says more.',
  },
  'turn-not-configured': {
    says: 'Your networks do not let you connect directly, and no relay is set up for this call.',
    todo: 'Under Settings, Connection, use the servers of this PeerCall or add a TURN server; or ask whoever runs this PeerCall to set one up.',
  },
  'turn-unreachable': {
    says: 'The relay cannot be reached from your network.',
    todo: 'Try another network. A firewall may block it; relaying over TLS on port 443 passes most of them.',
  },
  'turn-unauthorized': {
    says: 'The relay did not accept the user name and password.',
    todo: 'Check those of your own server under Settings, Connection; for the given one, reload the page.',
  },
  'turn-expired': {
    says: 'The access to the relay has run out.',
    todo: 'Reload the page to get a new one. If it comes back, the clocks of this machine and of the servers differ.',
  },
  'turn-quota': {
    says: 'The relay has no place left for this call.',
    todo: 'Close other calls of yours, or try again in a few minutes.',
  },
  'turn-forbidden-peer': {
    says: 'The relay may not pass anything on to the other side’s address.',
    todo: 'Ask whoever runs this PeerCall to allow that network (Turn:AllowedPeers), or let one of you use another network.',
  },
  'udp-blocked': {
    says: 'UDP does not get through this network.',
    todo: 'Use another network, or ask for UDP to be allowed. A relay over TLS on port 443 does without it.',
  },
  'stun-unreachable': {
    says: 'The server that tells you your public address cannot be reached.',
    todo: 'Check the STUN server under Settings, Connection. Calls inside one network still work.',
  },
  'no-common-path': {
    says: 'No way was found between you two, not even through the relay.',
    todo: 'Try again, or let one of you use another network, a phone’s for example.',
  },
  'dtls-failed': {
    says: 'The encrypted connection could not be set up.',
    todo: 'Try again. If it comes back, update both browsers: something between you may be changing the traffic.',
  },
  'peer-gone': {
    says: 'The other side does not answer any more.',
    todo: 'Wait a moment; if they come back, the call goes on by itself.',
  },
  'relay-forced': {
    says: 'The call goes through a relay because one of you wants it so.',
    todo: 'It works. For a direct way switch “Relay only” off under Settings, Connection.',
  },
};
