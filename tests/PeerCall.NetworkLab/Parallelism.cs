using System.Runtime.Versioning;

// There is one lab, and in it browsers that encode video: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// Elsewhere every test is skipped.
[assembly: SupportedOSPlatform("linux")]
