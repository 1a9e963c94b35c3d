import { t } from '../text';

/** The picture beside the words: what the product is, drawn once, in the page's own colours. */
export function HomeArt() {
  return (
    <svg className="home-art" viewBox="0 0 520 420" role="img" aria-label={t.home.art}>
      <defs>
        <linearGradient id="art-near" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" className="art-near-a" />
          <stop offset="1" className="art-near-b" />
        </linearGradient>
        <linearGradient id="art-far" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" className="art-far-a" />
          <stop offset="1" className="art-far-b" />
        </linearGradient>
        <clipPath id="art-near-clip">
          <rect x="20" y="150" width="268" height="204" rx="28" />
        </clipPath>
        <clipPath id="art-far-clip">
          <rect x="268" y="44" width="232" height="176" rx="26" />
        </clipPath>
      </defs>
      <g clipPath="url(#art-far-clip)">
        <rect x="268" y="44" width="232" height="176" fill="url(#art-far)" />
        <circle cx="384" cy="124" r="34" className="art-person-far" />
        <path d="M312 240c0-50 32-72 72-72s72 22 72 72z" className="art-person-far" />
      </g>
      <g clipPath="url(#art-near-clip)">
        <rect x="20" y="150" width="268" height="204" fill="url(#art-near)" />
        <circle cx="154" cy="240" r="40" className="art-person-near" />
        <path d="M68 380c0-60 38-86 86-86s86 26 86 86z" className="art-person-near" />
      </g>
      <rect x="20" y="150" width="268" height="204" rx="28" className="art-edge" />
      <path d="M154 140C154 88 196 88 258 88" className="art-line" />
      <circle cx="154" cy="150" r="9" className="art-dot art-dot-edge" />
      <circle cx="268" cy="88" r="9" className="art-dot art-dot-edge" />
      <g transform="translate(296 262)">
        <rect width="168" height="52" rx="26" className="art-pill" />
        <circle cx="28" cy="26" r="7" className="art-dot" />
        <path d="M35 26h26" className="art-line art-line-thin" />
        <circle cx="68" cy="26" r="7" className="art-dot" />
        <rect x="88" y="21" width="58" height="10" rx="5" className="art-word" />
      </g>
    </svg>
  );
}
