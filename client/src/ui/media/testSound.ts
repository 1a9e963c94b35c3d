/** Notes of the sound that a speaker is tried with: frequency in Hz, start and length in seconds. */
const NOTES = [
  { frequency: 523.25, start: 0, length: 0.35 },
  { frequency: 659.25, start: 0.18, length: 0.35 },
  { frequency: 783.99, start: 0.36, length: 0.7 },
] as const;

const LOUDNESS = 0.16;
const TOTAL = 1.1;

/**
 * Plays a short chord on a speaker and resolves when it is over. Generated, so nothing has to be loaded; through an `<audio>` element,
 * because that can choose its speaker in more browsers than an `AudioContext` can.
 */
export async function playTestSound(speakerId: string | null): Promise<void> {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const audio = new Audio();
  audio.srcObject = output.stream;
  if (speakerId !== null && 'setSinkId' in audio) await audio.setSinkId(speakerId).catch(() => undefined);

  for (const note of NOTES) {
    const start = context.currentTime + 0.05 + note.start;
    const volume = context.createGain();
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + note.length);
    const tone = context.createOscillator();
    tone.frequency.value = note.frequency;
    tone.connect(volume).connect(output);
    tone.start(start);
    tone.stop(start + note.length);
  }

  await audio.play().catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, (TOTAL + 0.1) * 1_000));
  audio.srcObject = null;
  await context.close();
}
