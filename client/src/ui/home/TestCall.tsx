import { Bot } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../controls/Button';
import { normaliseRoom } from '../core';
import { navigate, roomPath } from '../router';
import { t } from '../text';
import { offersTestCalls, startTestCall, type TestCallTrouble } from './testCalls';

/** A call to an echo, where the server has one: the quickest way to see whether calls work from here. */
export function TestCall() {
  const [offered, setOffered] = useState(false);
  const [calling, setCalling] = useState(false);
  const [trouble, setTrouble] = useState<TestCallTrouble | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void offersTestCalls(stop.signal).then((yes) => {
      if (!stop.signal.aborted) setOffered(yes);
    });
    return () => stop.abort();
  }, []);

  async function start(): Promise<void> {
    setCalling(true);
    setTrouble(null);
    const answer = await startTestCall();
    setCalling(false);
    const room = 'room' in answer ? normaliseRoom(answer.room) : null;
    if (room !== null) navigate(roomPath(room));
    else setTrouble('trouble' in answer ? answer.trouble : 'failed');
  }

  if (!offered) return null;
  return (
    <div className="home-test">
      <Button
        look="quiet"
        icon={<Bot size={18} aria-hidden />}
        isDisabled={calling}
        onPress={() => void start()}
        aria-describedby="test-call-text"
      >
        {t.home.testCall}
      </Button>
      {trouble === null ? (
        <p id="test-call-text" className="soft small">
          {t.home.testCallText}
        </p>
      ) : (
        <p id="test-call-text" className="field-error" role="alert">
          {t.home.testCallTrouble[trouble]}
        </p>
      )}
    </div>
  );
}
