// Browsers and bulk transfers share a small machine: one test at a time, so that a deadline says something about the peers.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
