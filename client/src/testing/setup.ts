import { configure } from '@testing-library/dom';

// Parts of the page are loaded when they are first opened, and a busy machine takes its time for it: no reason to fail.
configure({ asyncUtilTimeout: 10_000 });
