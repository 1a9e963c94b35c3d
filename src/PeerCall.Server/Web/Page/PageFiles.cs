using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace PeerCall.Server.Web;

/// <summary>
/// Serves the built client. The build leaves a <c>.br</c> and a <c>.gz</c> beside each file that compresses well; a browser that takes
/// one gets that file as it is, and nothing is compressed while people wait.
/// </summary>
internal static class PageFiles
{
    /// <summary>Codings in the order of preference: the smaller first.</summary>
    private static readonly (string Coding, string Extension)[] Codings = [("br", ".br"), ("gzip", ".gz")];

    /// <summary>Adds the files of <paramref name="folder"/> and the page's views.</summary>
    public static void UsePageFiles(this WebApplication app, string folder)
    {
        var files = new PhysicalFileProvider(folder);
        app.Use((context, next) =>
        {
            var method = context.Request.Method;
            if (context.GetEndpoint() is null && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method)))
                Choose(context.Request, files);
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new ContentTypes(),
            OnPrepareResponse = static prepared => Prepare(prepared.Context),
        });
    }

    /// <summary>Turns a view into the document, and a file into the best coding of it that the browser takes.</summary>
    private static void Choose(HttpRequest request, PhysicalFileProvider files)
    {
        var path = request.Path.Value;
        if (path is null || CodingOf(path) is not null)
        {
            // The compressed files have no address of their own. A trailing slash names no file.
            request.Path += "/";
            return;
        }
        if (PagePaths.IsView(path))
            path = PagePaths.Index;
        var accepted = AcceptedCodings(request);
        foreach (var (coding, extension) in Codings)
        {
            if (Accepts(accepted, coding) && files.GetFileInfo(path + extension).Exists)
            {
                path += extension;
                break;
            }
        }
        request.Path = path;
    }

    private static void Prepare(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var headers = context.Response.Headers;
        if (CodingOf(path) is { } coding)
            headers.ContentEncoding = coding;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.CacheControl = PagePaths.CacheControl(path);
    }

    private static string? CodingOf(string path)
    {
        foreach (var (coding, extension) in Codings)
        {
            if (path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return coding;
        }
        return null;
    }

    private static IList<StringWithQualityHeaderValue> AcceptedCodings(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var values) ? values : [];

    /// <summary>RFC 9110 §12.5.3: the coding itself decides, then <c>*</c>; quality 0 refuses.</summary>
    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string coding)
    {
        double? wildcard = null;
        foreach (var value in accepted)
        {
            if (value.Value.Equals(coding, StringComparison.OrdinalIgnoreCase))
                return value.Quality is not 0;
            if (value.Value.Equals("*", StringComparison.Ordinal))
                wildcard = value.Quality ?? 1;
        }
        return wildcard > 0;
    }

    /// <summary>Media types by the name without the coding's extension.</summary>
    private sealed class ContentTypes : IContentTypeProvider
    {
        private readonly FileExtensionContentTypeProvider _types = new() { Mappings = { [".webmanifest"] = "application/manifest+json" } };

        public bool TryGetContentType(string subpath, out string contentType)
        {
            var name = subpath;
            foreach (var (_, extension) in Codings)
            {
                if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                    name = name[..^extension.Length];
            }
            if (!_types.TryGetContentType(name, out contentType!))
                return false;
            if (contentType.StartsWith("text/", StringComparison.Ordinal))
                contentType += "; charset=utf-8";
            return true;
        }
    }
}
