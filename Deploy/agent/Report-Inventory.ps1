<#
.SYNOPSIS
    Tells a provisioning cluster which UUID and which name this computer has.
.DESCRIPTION
    For Windows PowerShell 5.1 and later, as a scheduled task of the system account.
    Exit codes: 0 sent, or printed with -DryRun; 1 the server was not reached; 2 the server refused; 3 no usable UUID;
    4 no fully qualified domain name; 5 no usable token.
.EXAMPLE
    .\Report-Inventory.ps1 -Server https://provision.corp.example -TokenFile C:\ProgramData\ProvisionServer\agent-token
#>
param(
    [string]$Server,
    [string]$TokenFile = "$env:ProgramData\ProvisionServer\agent-token",
    [string]$Site,
    [int]$Attempts = 5,
    [int]$RetrySeconds = 10,
    [switch]$DryRun
)

$ErrorActionPreference = 'Stop'

function Stop-With([int]$Code, [string]$Text) {
    [Console]::Error.WriteLine("Report-Inventory: $Text")
    exit $Code
}

function Get-Uuid {
    $uuid = (Get-CimInstance Win32_ComputerSystemProduct).UUID.ToLowerInvariant()
    $placeholders = @(
        '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff',
        '03000200-0400-0500-0006-000700080009')
    if ($uuid -notmatch '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' -or $placeholders -contains $uuid) {
        Stop-With 3 'no usable UUID in SMBIOS'
    }
    return $uuid
}

function Get-Fqdn {
    $computer = Get-CimInstance Win32_ComputerSystem
    if (-not $computer.PartOfDomain -or $computer.Domain -notmatch '\.') {
        Stop-With 4 'this computer has no fully qualified domain name'
    }
    return ($computer.DNSHostName + '.' + $computer.Domain).ToLowerInvariant()
}

# From the provider that comes with Intel's software for the Management Engine; none where it is not installed.
function Get-AmtVersion {
    try {
        return (Get-CimInstance -Namespace root\Intel_ME -ClassName ME_System).FWVersion
    } catch {
        return $null
    }
}

$siteValue = $null
if ($Site) { $siteValue = $Site }
$record = [ordered]@{
    uuid       = Get-Uuid
    fqdn       = Get-Fqdn
    amtVersion = Get-AmtVersion
    site       = $siteValue
    reportedAt = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
}
$body = ConvertTo-Json -Compress -Depth 4 -InputObject @{ records = @($record) }
if ($DryRun) {
    Write-Output $body
    exit 0
}
if (-not $Server) { Stop-With 64 '-Server is missing' }
if (-not (Test-Path $TokenFile)) { Stop-With 5 "$TokenFile cannot be read" }
$token = (Get-Content $TokenFile -TotalCount 1).Trim()
if ($token -notmatch '^[A-Za-z0-9._~+/=-]+$') { Stop-With 5 "$TokenFile does not begin with a token" }

[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
for ($attempt = 1; $attempt -le $Attempts; $attempt++) {
    try {
        Invoke-RestMethod -Method Post -Uri ($Server.TrimEnd('/') + '/v1/inventory/records') `
            -Headers @{ Authorization = "Bearer $token" } -ContentType 'application/json' -MaximumRedirection 0 `
            -Body ([Text.Encoding]::UTF8.GetBytes($body)) | Out-Null
        exit 0
    } catch {
        $status = 0
        if ($_.Exception.Response) { $status = [int]$_.Exception.Response.StatusCode }
        if ($status -ge 400 -and $status -lt 500 -and $status -ne 408 -and $status -ne 429) {
            Stop-With 2 "the server refused with $status"
        }
    }
    if ($attempt -lt $Attempts) { Start-Sleep -Seconds ($RetrySeconds * $attempt) }
}
Stop-With 1 "not sent after $Attempts attempts"
