/// Opens stores by their locations.
public struct Stores: Sendable {
    /// An opener of the stores that this machine reaches by itself.
    public init() {}

    /// The store at `location`. Nothing is looked at yet: it may turn out not to exist.
    public func open(_ location: StoreLocation) throws(StoreError) -> any Store {
        switch location.place {
        case .local(let path): LocalStore(path)
        case .s3, .rclone: throw .remote(location)
        }
    }
}
