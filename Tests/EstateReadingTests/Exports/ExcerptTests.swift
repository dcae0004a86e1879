import EstateModel
import EstateReading
import Testing

private let account =
  "/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/st"
private let group = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network"

private func read(_ text: String...) throws -> ReadEstate {
  var files: [String: String] = [:]
  for (number, text) in text.enumerated() { files["\(number).json"] = text }
  return try TemporaryFolder(files).read()
}

private func access(_ read: ReadEstate) -> (Setting<PublicAccess>?, Setting<RuleAction>?) {
  let account = EstateDecoder.estate(from: read).estate.storageAccounts.first { _ in true }
  return (account?.firewall.publicAccess, account?.firewall.defaultAction)
}

@Suite("A query that asks for some properties says nothing of the others")
struct ExcerptTests {
  @Test("columns of Resource Graph are properties, and what is not asked for is open")
  func columns() throws {
    let read = try read(
      """
      {"count": 1, "total_records": 1, "skip_token": null, "data": [
        {"id": "\(account)", "name": "st", "type": "microsoft.storage/storageaccounts",
         "resourceGroup": "r", "properties_networkAcls_defaultAction": "Deny",
         "properties_publicNetworkAccess": null}]}
      """)
    let (publicAccess, defaultAction) = access(read)
    #expect(defaultAction?.value == .deny)
    #expect(publicAccess?.unknown?.because.contains("only some properties") == true)
  }

  @Test("so are those of 'az … --query', which have no mark of a whole resource")
  func projection() throws {
    let (publicAccess, defaultAction) = access(
      try read(#"[{"id": "\#(account)", "name": "st", "publicNetworkAccess": "Disabled"}]"#))
    #expect(publicAccess?.value == .disabled)
    #expect(defaultAction?.unknown != nil)
    let whole = access(
      try read(
        #"[{"id": "\#(account)", "resourceGroup": "r", "publicNetworkAccess": "Disabled"}]"#))
    #expect(whole.1?.isAbsent == true)
  }

  @Test("columns with names of the query's own leave the properties open")
  func renamed() throws {
    let read = try read(
      #"{"data": [{"id": "\#(account)", "type": "t", "resourceGroup": "r", "access": "Disabled"}]}"#
    )
    #expect(access(read).0?.unknown != nil)
  }

  @Test("with the whole resource in another input nothing is open", arguments: [false, true])
  func merged(_ isFirst: Bool) throws {
    let excerpt =
      #"{"count": 1, "data": [{"id": "\#(account)", "properties_publicNetworkAccess": "Disabled"}]}"#
    let whole = #"[{"id": "\#(account)", "properties": {"publicNetworkAccess": "Disabled"}}]"#
    let estate = try isFirst ? read(excerpt, whole) : read(whole, excerpt)
    #expect(estate.trouble == [])
    #expect(access(estate).0?.value == .disabled)
    #expect(access(estate).1?.isAbsent == true)
    let bare = try read(excerpt, #"[{"id": "\#(account)", "name": "st"}]"#)
    #expect(access(bare).0?.value == .disabled)
    #expect(access(bare).1?.unknown != nil)
  }

  @Test("rows that have no id are resources where type and name make one")
  func rowsWithoutID() throws {
    let read = try read(
      """
      {"count": 2, "data": [{"name": "st", "type": "microsoft.storage/storageaccounts"},
       {"count_": 3, "type": "microsoft.storage/storageaccounts"}]}
      """)
    #expect(read.failure == nil)
    #expect(read.resources.map(\.id.name) == ["st"])
    #expect(access(read).0?.unknown != nil)
    #expect(read.ledger.notes.map(\.text) == ["1 entry has no resource id"])
  }

  @Test("properties that a tool turned into a text are open")
  func propertiesAsText() throws {
    let read = try read(
      #"[{"id": "\#(account)", "type": "t", "properties": "{\"publicNetworkAccess\": \"Disabled\"}"}]"#
    )
    #expect(access(read).0?.unknown != nil)
  }

  @Test("parts that are listed by themselves join their whole")
  func inlineParts() throws {
    let nic = "\(group)/networkInterfaces/n"
    let part = """
      [{"id": "\(nic)/ipConfigurations/c", "name": "c", "primary": true, "resourceGroup": "r",
        "privateIPAddress": "10.0.0.4",
        "subnet": {"id": "\(group)/virtualNetworks/v/subnets/a", "resourceGroup": "r"}}]
      """
    let alone = try read(part)
    #expect(alone.resources.map(\.id.description) == [nic])
    var interface = EstateDecoder.estate(from: alone).estate.interfaces.first { _ in true }
    #expect(interface?.configurations.map(\.privateAddress.value?.description) == ["10.0.0.4"])
    #expect(interface?.securityGroup.unknown != nil)
    let whole = try read(
      part, #"[{"id": "\#(nic)", "properties": {"provisioningState": "Succeeded"}}]"#)
    #expect(whole.resources.count == 1)
    interface = EstateDecoder.estate(from: whole).estate.interfaces.first { _ in true }
    #expect(interface?.configurations.map(\.privateAddress.value?.description) == ["10.0.0.4"])
    #expect(interface?.securityGroup.isAbsent == true)
  }
}
