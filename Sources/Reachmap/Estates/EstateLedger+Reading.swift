internal import EstateReading
internal import Reporting

extension EstateLedger {
  /// What the readers and the decoder noted, together.
  init(_ reading: Ledger, _ decoding: DecodingLedger) {
    self.init()
    read = reading.inputs.map { Input(file: $0.file, format: $0.format.words) }
    skipped = reading.skipped.map { Skipped(file: $0.file, because: $0.because) }
    notModelled = decoding.notModelled.map {
      NotModelled(
        type: $0.type, count: $0.count, source: $0.source, isApart: $0.isApart)
    }
    let values = decoding.unknown.map { Unknown($0) }
    unknown = Unknown.Cause.allCases.flatMap { cause in values.filter { $0.cause == cause } }
    notes = (reading.notes + decoding.notes).map { Note(text: $0.text, source: $0.source) }
    notes += decoding.assumed.map {
      Note(text: "\($0.property) of \($0.id.name) is assumed", source: $0.source)
    }
  }
}

extension EstateLedger.Unknown {
  fileprivate init(_ unknown: DecodingLedger.Unknown) {
    var resource: String?
    let cause: Cause
    switch unknown.cause {
    case .parameter: cause = .parameter
    case .listing: cause = .listing
    case .resource(let id):
      cause = .resource
      resource = id.description
    case .other: cause = .other
    }
    self.init(
      because: unknown.because, count: unknown.count, sources: unknown.sources, cause: cause,
      resource: resource)
  }
}

extension InputFormat {
  fileprivate var words: String {
    switch self {
    case .azureMLYAML: "Azure ML YAML"
    case .template: "ARM template"
    case .parameters: "ARM parameters"
    case .bicep: "Bicep"
    case .terraformPlan: "Terraform plan"
    case .terraformState: "Terraform state"
    case .export: "exported resources"
    case .overlay: "reachmap overlay"
    case .serviceTags: "service tags"
    }
  }
}
