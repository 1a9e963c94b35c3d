import { useRef } from 'react';
import { useCall } from '../hooks/useCall';
import { useLevel } from '../hooks/useLevel';
import './levelMeter.css';

/** A bar that moves when one speaks. Decoration for the eye: it has no name, the microphone's button has. */
export function LevelMeter({ who }: { readonly who: string }) {
  const element = useRef<HTMLSpanElement>(null);
  useLevel(useCall(), who, element);
  return (
    <span className="level-meter" ref={element} aria-hidden="true">
      <span className="level-meter-fill" />
    </span>
  );
}
