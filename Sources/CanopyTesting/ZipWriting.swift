internal import CMinizip
internal import Foundation

/// Makes zip archives for tests.
public enum ZipWriting {
    /// Writes an archive of files, given by their paths in it, in place of one of that name.
    ///
    /// - Parameter password: What the files are locked by; nobody can open them with it, since their checksums are not a part of the lock.
    public static func write(_ files: [(path: String, contents: [UInt8])], to path: String, password: String? = nil)
        throws
    {
        guard let archive = zipOpen64(path, APPEND_STATUS_CREATE) else { throw CocoaError(.fileWriteUnknown) }
        for file in files {
            var info = zip_fileinfo()
            let opened = zipOpenNewFileInZip3_64(
                archive, file.path, &info, nil, 0, nil, 0, nil, Int32(Z_DEFLATED), Int32(Z_DEFAULT_COMPRESSION), 0,
                -MAX_WBITS, DEF_MEM_LEVEL, Int32(Z_DEFAULT_STRATEGY), password, 0, 0)
            guard opened == ZIP_OK,
                zipWriteInFileInZip(archive, file.contents, UInt32(file.contents.count)) == ZIP_OK,
                zipCloseFileInZip(archive) == ZIP_OK
            else { throw CocoaError(.fileWriteUnknown) }
        }
        guard zipClose(archive, nil) == ZIP_OK else { throw CocoaError(.fileWriteUnknown) }
    }
}
