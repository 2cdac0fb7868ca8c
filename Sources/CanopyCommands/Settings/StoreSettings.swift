internal import CanopyPostprocess
internal import Files
internal import Stores

// Keys come from variables only: command lines can be read by everybody on the machine.
extension Stores {
    /// An opener of these stores, with what the call's variables and options say of S3; throws what is missing.
    init(for locations: [StoreLocation], provider: String? = nil) throws {
        let environment = CommandContext.current.variables
        var variables = Variables(environment)
        self.init(for: locations, provider: provider, environment, &variables)
        if !variables.problems.isEmpty { throw PostprocessError.unusable(variables.problems) }
    }

    /// The same, where what is missing is one complaint among others. Who uses no S3 has nothing to set.
    init(
        for locations: [StoreLocation?], provider: String?, _ environment: [String: String],
        _ variables: inout Variables
    ) {
        let isS3 = locations.contains { location in
            if case .s3 = location?.place { true } else { false }
        }
        let names = Settings.keys
        let values = names.compactMap(variables.text)
        guard isS3, values.count == names.count else {
            if isS3 {
                let missing = names.filter { variables.text($0) == nil }.joined(separator: ", ")
                variables.complain("\(missing) must be set, because there is a store on s3://")
            }
            self.init(variables: environment)
            return
        }
        if let scheme = values[0].firstRange(of: "://").map({ values[0][..<$0.upperBound] }),
            !["http://", "https://"].contains(scheme.lowercased())
        {
            variables.complain("\(names[0]) begins with '\(scheme)'; write an address with https:// or http://")
        }
        var access = S3Access(
            endpoint: values[0], accessKey: values[1], secretKey: values[2],
            provider: variables.value(of: Settings.s3Provider, option: provider) ?? S3Access.anyProvider)
        access.allowsUnencryptedRanges = variables.flag(Settings.allowHTTP) ?? false
        if access.usesTLS {
            for name in ["SSL_CERT_FILE", "AWS_CA_BUNDLE"] {
                guard let path = variables.text(name), !Path.isFile(path) else { continue }
                variables.complain(
                    "\(name) names a file of certificates, '\(path)', that is not there; correct or unset it")
            }
        }
        self.init(s3: access, variables: environment)
    }
}
